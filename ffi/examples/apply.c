/*
 * Masks a small table that this program makes itself, prints what comes out, and then does everything wrong that a caller can
 * do wrong. Exits with 0 if every answer was as documented.
 *
 * The producer below is what any program needs that has data but no Arrow library: two structs filled by hand.
 */

#include "weimu.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a producer: batches of three columns of text ---- */

#define COLUMNS 3
#define BATCHES 2
#define ROWS 2

static const char *const NAMES[COLUMNS] = {"姓名", "身份证号", "联系电话"};
static const char *const VALUES[BATCHES][COLUMNS][ROWS] = {
    {{"王小明", "欧阳娜娜"}, {"11010519491231002X", "440308199901101512"}, {"13812345678", NULL}},
    {{"李雷", NULL}, {NULL, "11010519491231002X"}, {"0755-26692229", "13900001111"}},
};

struct producer {
  int next;
  int fail_at; /* batch at which it fails; -1 never */
  int *released;
};

static int live_arrays = 0;
static int live_schemas = 0;

static void release_schema(struct ArrowSchema *schema) {
  for (int64_t i = 0; i < schema->n_children; i++) {
    struct ArrowSchema *child = schema->children[i];
    if (child->release != NULL) child->release(child);
    free(child);
  }
  free(schema->children);
  schema->release = NULL;
  live_schemas--;
}

static void make_schema(struct ArrowSchema *schema, const char *format, const char *name, int64_t children) {
  memset(schema, 0, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->n_children = children;
  if (children > 0) schema->children = calloc((size_t)children, sizeof *schema->children);
  schema->release = release_schema;
  live_schemas++;
}

static int producer_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  (void)stream;
  make_schema(out, "+s", "", COLUMNS);
  for (int i = 0; i < COLUMNS; i++) {
    out->children[i] = malloc(sizeof *out->children[i]);
    make_schema(out->children[i], "u", NAMES[i], 0);
  }
  return 0;
}

static void release_array(struct ArrowArray *array) {
  for (int64_t i = 0; i < array->n_children; i++) {
    struct ArrowArray *child = array->children[i];
    if (child->release != NULL) child->release(child);
    free(child);
  }
  free(array->children);
  for (int64_t i = 0; i < array->n_buffers; i++) free((void *)array->buffers[i]);
  free(array->buffers);
  array->release = NULL;
  live_arrays--;
}

static void make_array(struct ArrowArray *array, int64_t length, int64_t buffers, int64_t children) {
  memset(array, 0, sizeof *array);
  array->length = length;
  array->n_buffers = buffers;
  array->buffers = calloc((size_t)buffers, sizeof *array->buffers);
  array->n_children = children;
  if (children > 0) array->children = calloc((size_t)children, sizeof *array->children);
  array->release = release_array;
  live_arrays++;
}

static void make_texts(struct ArrowArray *array, const char *const values[ROWS]) {
  make_array(array, ROWS, 3, 0);
  uint8_t *valid = calloc(1, 1);
  int32_t *offsets = calloc(ROWS + 1, sizeof *offsets);
  size_t bytes = 0;
  for (int row = 0; row < ROWS; row++) {
    if (values[row] == NULL) {
      array->null_count++;
    } else {
      valid[0] |= (uint8_t)(1u << row);
      bytes += strlen(values[row]);
    }
    offsets[row + 1] = (int32_t)bytes;
  }
  char *text = malloc(bytes + 1);
  text[0] = '\0';
  for (int row = 0; row < ROWS; row++) {
    if (values[row] != NULL) memcpy(text + offsets[row], values[row], strlen(values[row]));
  }
  array->buffers[0] = valid;
  array->buffers[1] = offsets;
  array->buffers[2] = text;
}

static int producer_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  struct producer *producer = stream->private_data;
  if (producer->next == producer->fail_at) return 5;
  if (producer->next == BATCHES) {
    memset(out, 0, sizeof *out);
    return 0;
  }
  make_array(out, ROWS, 1, COLUMNS);
  for (int i = 0; i < COLUMNS; i++) {
    out->children[i] = malloc(sizeof *out->children[i]);
    make_texts(out->children[i], VALUES[producer->next][i]);
  }
  producer->next++;
  return 0;
}

static const char *producer_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return "the producer failed at 11010519491231002X";
}

static void release_producer(struct ArrowArrayStream *stream) {
  struct producer *producer = stream->private_data;
  (*producer->released)++;
  free(producer);
  stream->release = NULL;
}

static int released = 0;
static int produced = 0;

static void make_stream(struct ArrowArrayStream *stream, int fail_at) {
  struct producer *producer = malloc(sizeof *producer);
  producer->next = 0;
  producer->fail_at = fail_at;
  producer->released = &released;
  stream->get_schema = producer_schema;
  stream->get_next = producer_next;
  stream->get_last_error = producer_error;
  stream->release = release_producer;
  stream->private_data = producer;
  produced++;
}

/* ---- checks ---- */

static int failures = 0;

static void check(int holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "FAILED: %s\n", what);
    failures++;
  }
}

static void check_status(enum WeimuStatus status, enum WeimuStatus expected, const char *what) {
  if (status != expected) fprintf(stderr, "status %d where %d was expected\n", (int)status, (int)expected);
  check(status == expected, what);
}

static const char POLICY[] =
    "weimu: 1\n"
    "scenarios:\n"
    "  open:\n"
    "    unlisted: deny\n"
    "    types:\n"
    "      name:    { op: mask, keep_first: 1 }\n"
    "      id_card: { op: mask, keep_first: 3, keep_last: 2 }\n"
    "      phone:   { op: mask, keep_first: 3, keep_last: 4 }\n"
    "columns:\n"
    "  姓名:     { type: name }\n"
    "  身份证号: { type: id_card }\n"
    "  联系电话: { type: phone }\n";

/* Says nothing of two columns, and that such columns stop the run. */
static const char UNFIT[] =
    "weimu: 1\n"
    "scenarios:\n"
    "  open: { unlisted: deny, types: { name: { op: mask } } }\n"
    "columns:\n"
    "  姓名: { type: name }\n";

static struct WeimuPolicy *parsed(const char *text) {
  struct WeimuPolicy *policy = NULL;
  struct WeimuError *error = NULL;
  enum WeimuStatus status = weimu_policy_parse(text, strlen(text), &policy, &error);
  if (status != WEIMU_STATUS_OK) fprintf(stderr, "%s\n", weimu_error_message(error));
  check_status(status, WEIMU_STATUS_OK, "the policy is accepted");
  check(error == NULL, "no error is set on success");
  return policy;
}

/* Whether a text column of a batch holds exactly these bytes in a row; NULL for a null. */
static int holds(const struct ArrowArray *column, int64_t row, const char *expected) {
  int64_t at = column->offset + row;
  const uint8_t *valid = column->buffers[0];
  int is_valid = valid == NULL || ((valid[at / 8] >> (at % 8)) & 1);
  if (expected == NULL || !is_valid) return expected == NULL && !is_valid;
  const int32_t *offsets = column->buffers[1];
  size_t length = (size_t)(offsets[at + 1] - offsets[at]);
  return length == strlen(expected) && memcmp((const char *)column->buffers[2] + offsets[at], expected, length) == 0;
}

static void print_row(const struct ArrowArray *batch, int64_t row) {
  for (int64_t i = 0; i < batch->n_children; i++) {
    const struct ArrowArray *column = batch->children[i];
    const int32_t *offsets = column->buffers[1];
    const uint8_t *valid = column->buffers[0];
    int64_t at = column->offset + row;
    if (valid != NULL && !((valid[at / 8] >> (at % 8)) & 1)) {
      printf("%s-", i == 0 ? "" : " | ");
    } else {
      printf("%s%.*s", i == 0 ? "" : " | ", (int)(offsets[at + 1] - offsets[at]),
             (const char *)column->buffers[2] + offsets[at]);
    }
  }
  printf("\n");
}

static const char *const MASKED[BATCHES][COLUMNS][ROWS] = {
    {{"王**", "欧***"}, {"110*************2X", "440*************12"}, {"138****5678", NULL}},
    {{"李*", NULL}, {NULL, "110*************2X"}, {NULL, "139****1111"}},
};

static void masks_a_table(const struct WeimuPolicy *policy) {
  struct ArrowArrayStream input, output;
  struct WeimuError *error = NULL;
  make_stream(&input, -1);
  check_status(weimu_apply(policy, "open", NULL, &input, &output, &error), WEIMU_STATUS_OK, "apply");
  check(input.release == NULL, "the input is moved");

  struct ArrowSchema schema;
  check(output.get_schema(&output, &schema) == 0 && schema.n_children == COLUMNS, "the schema has every column");
  schema.release(&schema);

  for (int b = 0;; b++) {
    struct ArrowArray batch;
    int code = output.get_next(&output, &batch);
    if (code != 0) fprintf(stderr, "%s\n", output.get_last_error(&output));
    check(code == 0, "the next batch");
    if (code != 0 || batch.release == NULL) {
      check(b == BATCHES, "every batch came");
      break;
    }
    for (int64_t row = 0; row < batch.length; row++) {
      print_row(&batch, row);
      for (int column = 0; column < COLUMNS; column++) {
        const char *expected = MASKED[b][column][row];
        if (b == 1 && column == 2 && row == 0) {
          check(!holds(batch.children[column], row, VALUES[b][column][row]), "the landline is not as it was");
        } else {
          check(holds(batch.children[column], row, expected), "the value is masked as the policy says");
        }
      }
    }
    batch.release(&batch);
  }
  output.release(&output);
}

static void an_output_may_be_released_early(const struct WeimuPolicy *policy) {
  struct ArrowArrayStream input, output;
  make_stream(&input, -1);
  check_status(weimu_apply(policy, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_OK, "apply without an error to fill");
  struct ArrowArray batch;
  check(output.get_next(&output, &batch) == 0, "the first batch");
  output.release(&output);
  check(batch.length == ROWS, "a batch outlives its stream");
  batch.release(&batch);
}

static void a_policy_may_be_freed_before_its_stream(void) {
  struct WeimuPolicy *policy = parsed(POLICY);
  struct ArrowArrayStream input, output;
  make_stream(&input, -1);
  check_status(weimu_apply(policy, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_OK, "apply");
  weimu_policy_free(policy);
  struct ArrowArray batch;
  check(output.get_next(&output, &batch) == 0 && batch.release != NULL, "the stream works on");
  batch.release(&batch);
  output.release(&output);
}

static void faults_of_a_policy_are_told(void) {
  struct WeimuPolicy *policy = (struct WeimuPolicy *)&failures;
  struct WeimuError *error = NULL;
  const char *text = "weimu: 1\nscenarios:\n  open:\n    unlisted: maybe\n";
  check_status(weimu_policy_parse(text, strlen(text), &policy, &error), WEIMU_STATUS_POLICY, "a fault is refused");
  check(policy == (struct WeimuPolicy *)&failures, "no output on failure");
  check(weimu_error_status(error) == WEIMU_STATUS_POLICY, "the error has the status");
  check(strstr(weimu_error_message(error), "4:") != NULL, "the message names the line");
  check(strlen(weimu_error_message_zh(error)) > 0, "there is a message in Chinese");
  check(weimu_error_row(error) == -1, "no row is concerned");
  weimu_error_free(error);
}

static void a_column_that_no_rule_names_is_refused(void) {
  struct WeimuPolicy *policy = parsed(UNFIT);
  struct WeimuError *error = NULL;
  struct ArrowArrayStream input, output, before;
  memset(&output, 0x5a, sizeof output);
  memcpy(&before, &output, sizeof output);
  make_stream(&input, -1);
  check_status(weimu_apply(policy, "open", NULL, &input, &output, &error), WEIMU_STATUS_POLICY, "it is refused");
  check(input.release == NULL, "the input is moved on failure too");
  check(memcmp(&before, &output, sizeof output) == 0, "no output on failure");
  check(strstr(weimu_error_message(error), "联系电话") != NULL, "the message names the column");
  weimu_error_free(error);
  weimu_policy_free(policy);
}

static void an_unknown_scenario_is_refused(const struct WeimuPolicy *policy) {
  struct ArrowArrayStream input, output;
  make_stream(&input, -1);
  check_status(weimu_apply(policy, "shut", NULL, &input, &output, NULL), WEIMU_STATUS_POLICY, "no such scenario");
  check(input.release == NULL, "the input is moved on failure too");
}

static void what_a_producer_says_is_not_repeated(const struct WeimuPolicy *policy) {
  struct ArrowArrayStream input, output;
  make_stream(&input, 1);
  check_status(weimu_apply(policy, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_OK, "apply");
  struct ArrowArray batch;
  check(output.get_next(&output, &batch) == 0, "the first batch");
  batch.release(&batch);
  check(output.get_next(&output, &batch) != 0, "the producer's failure comes through");
  const char *message = output.get_last_error(&output);
  check(message != NULL && strstr(message, "1101") == NULL, "the message quotes nothing");
  output.release(&output);
}

static void nulls_are_refused(struct WeimuPolicy *policy) {
  struct ArrowArrayStream input, output;
  struct WeimuError *error = NULL;
  struct WeimuPolicy *out = NULL;
  check_status(weimu_policy_parse(NULL, 3, &out, &error), WEIMU_STATUS_ARGUMENT, "NULL text");
  weimu_error_free(error);
  check_status(weimu_policy_parse("\xff\xfe", 2, &out, NULL), WEIMU_STATUS_ARGUMENT, "text that is not UTF-8");
  check_status(weimu_policy_parse(POLICY, strlen(POLICY), NULL, NULL), WEIMU_STATUS_ARGUMENT, "NULL output");
  check_status(weimu_policy_open(NULL, &out, NULL), WEIMU_STATUS_ARGUMENT, "NULL path");
  check_status(weimu_policy_open("/does/not/exist.yaml", &out, NULL), WEIMU_STATUS_SYSTEM, "no such file");
  check_status(weimu_keyring_open(NULL, "x", 1, NULL, NULL), WEIMU_STATUS_ARGUMENT, "NULL keyring");
  struct WeimuKeyring *keyring = NULL;
  check_status(weimu_keyring_open("/does/not/exist", "x", 1, &keyring, NULL), WEIMU_STATUS_SYSTEM, "no such keyring");
  check_status(weimu_apply(policy, NULL, NULL, NULL, &output, NULL), WEIMU_STATUS_ARGUMENT, "NULL input");
  make_stream(&input, -1);
  check_status(weimu_apply(policy, NULL, NULL, &input, NULL, NULL), WEIMU_STATUS_ARGUMENT, "NULL output stream");
  check(input.release == NULL, "the input is moved on failure too");
  make_stream(&input, -1);
  check_status(weimu_apply(NULL, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_ARGUMENT, "NULL policy");
  check_status(weimu_apply(policy, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_DATA, "an input that was moved");
  make_stream(&input, -1);
  check_status(weimu_reveal(policy, NULL, NULL, &input, &output, NULL), WEIMU_STATUS_KEYRING, "reveal without a keyring");
  check_status(weimu_scan(NULL, NULL, NULL), WEIMU_STATUS_ARGUMENT, "NULL to scan");

  weimu_policy_free(NULL);
  weimu_keyring_free(NULL);
  weimu_error_free(NULL);
  weimu_string_free(NULL);
  check(weimu_error_status(NULL) == WEIMU_STATUS_OK, "no error, no status");
  check(weimu_error_message(NULL) == NULL && weimu_error_message_zh(NULL) == NULL, "no error, no message");
  check(weimu_error_column(NULL) == NULL && weimu_error_row(NULL) == -1, "no error, no place");
}

static void a_scan_says_what_the_columns_hold(void) {
  struct ArrowArrayStream input;
  struct WeimuError *error = NULL;
  char *json = NULL;
  make_stream(&input, -1);
  check_status(weimu_scan(&input, &json, &error), WEIMU_STATUS_OK, "scan");
  check(json != NULL && strstr(json, "\"id_card\"") != NULL, "the ID card column is recognized");
  check(json != NULL && strstr(json, "11010519491231002X") == NULL, "no value is in the profile");
  weimu_string_free(json);
}

int main(void) {
  check(weimu_abi_version() == WEIMU_ABI_VERSION, "header and library agree");
  printf("weimu %s\n", weimu_version());
  struct WeimuPolicy *policy = parsed(POLICY);
  if (policy == NULL) return 1;
  masks_a_table(policy);
  an_output_may_be_released_early(policy);
  a_policy_may_be_freed_before_its_stream();
  faults_of_a_policy_are_told();
  a_column_that_no_rule_names_is_refused();
  an_unknown_scenario_is_refused(policy);
  what_a_producer_says_is_not_repeated(policy);
  nulls_are_refused(policy);
  a_scan_says_what_the_columns_hold();
  weimu_policy_free(policy);
  check(released == produced, "every input was released once");
  check(live_arrays == 0 && live_schemas == 0, "everything the producer made was released");
  if (failures != 0) return 1;
  printf("every answer was as documented\n");
  return 0;
}
