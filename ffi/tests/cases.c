/* The labelled cases of every kind, read from the files that the tests of the trunk and of the Python package read.
 * Their TOML is plain: one table, or one key with a string or a list of pairs of numbers, on a line. */

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weimu.h"

enum { LINE = 4096, SPANS = 64 };

enum table { NONE, VALID, INVALID, TEXT, SILENT };

struct labelled {
  enum table table;
  char text[LINE];
  size_t length;
  char reason[WEIMU_NAME_LENGTH];
  size_t spans[SPANS][2];
  size_t span_count;
};

static char kind[WEIMU_NAME_LENGTH];
static const char *file;
static int line_number;
static long values, texts, faults;

static void fault(const char *what) {
  fprintf(stderr, "%s, before line %d: %s\n", file, line_number, what);
  faults++;
}

static _Noreturn void unreadable(const char *what) {
  fprintf(stderr, "%s:%d: %s\n", file, line_number, what);
  exit(1);
}

static void judge(const struct labelled *labelled) {
  struct WeimuVerdict verdict;
  struct WeimuError *error = NULL;
  if (weimu_validate(kind, labelled->text, labelled->length, &verdict, &error) != WEIMU_STATUS_OK) {
    fault(weimu_error_message(error));
    weimu_error_free(error);
    return;
  }
  values++;
  if (verdict.valid != (labelled->table == VALID)) fault("judged otherwise");
  if (strcmp(verdict.reason, labelled->reason) != 0) fault("another reason");
}

/* How many characters of a text lie before byte `end`: what labels count in. */
static size_t characters(const char *text, size_t end) {
  size_t count = 0;
  for (size_t i = 0; i < end; i++) count += ((unsigned char)text[i] & 0xc0) != 0x80;
  return count;
}

static bool as_labelled(const struct labelled *labelled, const struct WeimuFinding *findings, size_t count) {
  size_t same = 0;
  for (size_t i = 0; i < count; i++) {
    if (kind[0] != 0 && strcmp(findings[i].kind, kind) != 0) continue;
    if (same == labelled->span_count) return false;
    if (characters(labelled->text, findings[i].start) != labelled->spans[same][0]) return false;
    if (characters(labelled->text, findings[i].end) != labelled->spans[same][1]) return false;
    same++;
  }
  return same == labelled->span_count;
}

static void look(const struct labelled *labelled) {
  struct WeimuFinding *findings = NULL;
  size_t count = 0;
  struct WeimuError *error = NULL;
  if (weimu_find(labelled->text, labelled->length, &findings, &count, &error) != WEIMU_STATUS_OK) {
    fault(weimu_error_message(error));
    weimu_error_free(error);
    return;
  }
  texts++;
  if (!as_labelled(labelled, findings, count)) fault("other findings");
  weimu_findings_free(findings, count);
}

static void check(const struct labelled *labelled) {
  switch (labelled->table) {
  case NONE: break;
  case VALID:
  case INVALID: judge(labelled); break;
  case TEXT:
  case SILENT: look(labelled); break;
  }
}

/* The string that begins behind the quotation mark at `from`; gives its length. */
static size_t string(const char *from, char *to, size_t room) {
  if (*from++ != '"') unreadable("a string is expected");
  size_t length = 0;
  for (; *from != '"'; from++) {
    char character = *from;
    if (character == '\\') {
      switch (*++from) {
      case 'n': character = '\n'; break;
      case 't': character = '\t'; break;
      case '"':
      case '\\': character = *from; break;
      default: unreadable("an escape that this reader does not know");
      }
    }
    if (character == 0 || length + 1 >= room) unreadable("a string without an end, or too long");
    to[length++] = character;
  }
  to[length] = 0;
  return length;
}

/* The pairs of `[[a, b], [c, d]]`. */
static void spans(const char *from, struct labelled *labelled) {
  if (*from++ != '[') unreadable("a list is expected");
  while ((from = strchr(from, '[')) != NULL) {
    size_t *span = labelled->spans[labelled->span_count];
    if (labelled->span_count == SPANS || sscanf(from, "[%zu, %zu]", &span[0], &span[1]) != 2) unreadable("a pair is expected");
    labelled->span_count++;
    from++;
  }
}

static enum table table_of(const char *line) {
  const char *names[] = {[VALID] = "[[valid]]", [INVALID] = "[[invalid]]", [TEXT] = "[[text]]", [SILENT] = "[[silent]]"};
  for (enum table table = VALID; table <= SILENT; table++)
    if (strcmp(line, names[table]) == 0) return table;
  unreadable("a table that this reader does not know");
}

static void take(char *line, struct labelled *labelled) {
  line[strcspn(line, "\r\n")] = 0;
  if (line[0] == 0 || line[0] == '#') return;
  if (line[0] == '[') {
    check(labelled);
    memset(labelled, 0, sizeof *labelled);
    labelled->table = table_of(line);
    return;
  }
  const char *value = strstr(line, " = ");
  if (value == NULL) unreadable("a key and its value are expected");
  size_t key = (size_t)(value - line);
  value += 3;
  if (key == 4 && memcmp(line, "kind", 4) == 0) string(value, kind, sizeof kind);
  else if (key == 4 && memcmp(line, "text", 4) == 0) labelled->length = string(value, labelled->text, LINE);
  else if (key == 5 && memcmp(line, "value", 5) == 0) labelled->length = string(value, labelled->text, LINE);
  else if (key == 6 && memcmp(line, "reason", 6) == 0) string(value, labelled->reason, sizeof labelled->reason);
  else if (key == 5 && memcmp(line, "spans", 5) == 0) spans(value, labelled);
  else unreadable("a key that this reader does not know");
}

static void read_cases(const char *path) {
  static char line[LINE];
  struct labelled labelled = {0};
  FILE *stream = fopen(path, "r");
  file = path;
  line_number = 0;
  kind[0] = 0;
  if (stream == NULL) unreadable("cannot be opened");
  while (fgets(line, sizeof line, stream) != NULL) {
    line_number++;
    take(line, &labelled);
  }
  check(&labelled);
  fclose(stream);
}

static void refuses_what_cannot_be_used(void) {
  struct WeimuVerdict verdict;
  struct WeimuFinding *findings;
  size_t count;
  struct WeimuError *error = NULL;
  file = "arguments";
  if (weimu_validate("address", "x", 1, &verdict, &error) != WEIMU_STATUS_ARGUMENT) fault("a kind without validator");
  weimu_error_free(error);
  if (weimu_validate("id_card", NULL, 0, &verdict, NULL) != WEIMU_STATUS_ARGUMENT) fault("a value that is NULL");
  if (weimu_validate("id_card", "", 0, NULL, NULL) != WEIMU_STATUS_ARGUMENT) fault("a verdict that is NULL");
  if (weimu_find("\xff", 1, &findings, &count, NULL) != WEIMU_STATUS_ARGUMENT) fault("a text that is not UTF-8");
  if (weimu_find("x", 1, &findings, NULL, NULL) != WEIMU_STATUS_ARGUMENT) fault("a count that is NULL");
  if (weimu_find("", 0, &findings, &count, NULL) != WEIMU_STATUS_OK || findings != NULL || count != 0) fault("an empty text");
  weimu_findings_free(NULL, 0);
}

int main(int argument_count, char **arguments) {
  struct dirent *entry;
  int files = 0;
  DIR *folder = argument_count == 2 ? opendir(arguments[1]) : NULL;
  if (folder == NULL) {
    fprintf(stderr, "usage: cases FOLDER\n");
    return 2;
  }
  while ((entry = readdir(folder)) != NULL) {
    char path[LINE];
    const char *extension = strrchr(entry->d_name, '.');
    if (extension == NULL || strcmp(extension, ".toml") != 0) continue;
    snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
    read_cases(path);
    files++;
  }
  closedir(folder);
  refuses_what_cannot_be_used();
  printf("%d files: %ld values and %ld texts as labelled, %ld not\n", files, values, texts, faults);
  return files < 26 || values < 300 || texts < 900 || faults > 0;
}
