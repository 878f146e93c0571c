/*
 * weimu desensitizes and encrypts personal and organization data over Arrow.
 *
 * Conventions
 *  - Every function returns a WeimuStatus; the numbers stay the same for ever. 0 is success.
 *  - Outputs are written on success only. `error` may be NULL; otherwise it is set to an error on failure, which the caller
 *    frees with weimu_error_free, and to NULL on success.
 *  - Every _free takes NULL. What a function returns is freed by the function its comment names, once.
 *  - Strings are UTF-8 and end with a zero byte, unless a length stands beside them.
 *  - A required pointer that is NULL gives WEIMU_STATUS_ARGUMENT.
 *  - An input stream is moved in: whatever the result, its release callback is NULL afterwards and the caller must not use
 *    it again. It is read from the thread that reads the output, and from no other.
 *  - Policies and keyrings do not change and may be used from several threads at once. A stream or an error may not.
 *  - No message holds a value of the data.
 */


#ifndef WEIMU_H
#define WEIMU_H

/* Generated from ffi/src by cbindgen; change it there. */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The Arrow C Data Interface and C Stream Interface, as the Arrow specification gives them. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif

#ifdef __cplusplus
}
#endif


// The longest name of a kind or a reason, and the zero byte behind it.
#define WEIMU_NAME_LENGTH 32

// The version that the header was made for; compare it with weimu_abi_version().
#define WEIMU_ABI_VERSION 1

// The result of a call. The numbers stay the same for ever; new ones may be added.
typedef enum WeimuStatus {
  // It worked.
  WEIMU_STATUS_OK = 0,
  // An argument cannot be used: a NULL, text that is not UTF-8.
  WEIMU_STATUS_ARGUMENT = 1,
  // The policy is refused; the message lists every fault with line and column.
  WEIMU_STATUS_POLICY = 2,
  // The leak check found values in the output that no rule explains.
  WEIMU_STATUS_LEAK = 3,
  // The keyring, a key or the passphrase is missing or unfit.
  WEIMU_STATUS_KEYRING = 4,
  // The data cannot be processed; an input stream was released before.
  WEIMU_STATUS_DATA = 5,
  // The operating system refused something.
  WEIMU_STATUS_SYSTEM = 6,
  // A defect of weimu.
  WEIMU_STATUS_INTERNAL = 99,
} WeimuStatus;

// Why a call failed. Freed with weimu_error_free.
typedef struct WeimuError WeimuError;

// Keys by name. Freed with weimu_keyring_free, which also clears the keys.
typedef struct WeimuKeyring WeimuKeyring;

// What becomes of the columns of a table. Freed with weimu_policy_free.
typedef struct WeimuPolicy WeimuPolicy;

// Something found in a text.
typedef struct WeimuFinding {
  // What it is, such as "id_card".
  char kind[WEIMU_NAME_LENGTH];
  // Where it begins, in bytes from the text's first.
  size_t start;
  // Where it ends: the place behind its last byte.
  size_t end;
  // How sure that is, from 0 to 1.
  double confidence;
} WeimuFinding;

// Whether a value is of a kind.
typedef struct WeimuVerdict {
  // Whether it is.
  bool valid;
  // The rule that decided, such as "checksum"; empty if none is to be named.
  char reason[WEIMU_NAME_LENGTH];
} WeimuVerdict;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The status that the failed call returned; WEIMU_STATUS_OK for NULL.
//
// # Safety
// `error` is NULL or an error that is not freed.
enum WeimuStatus weimu_error_status(const struct WeimuError *error);

// The message in English; it lives as long as the error. NULL for NULL.
//
// # Safety
// `error` is NULL or an error that is not freed.
const char *weimu_error_message(const struct WeimuError *error);

// The message in Chinese; it lives as long as the error. NULL for NULL.
//
// # Safety
// `error` is NULL or an error that is not freed.
const char *weimu_error_message_zh(const struct WeimuError *error);

// The column that is concerned, which lives as long as the error; NULL if none is.
//
// # Safety
// `error` is NULL or an error that is not freed.
const char *weimu_error_column(const struct WeimuError *error);

// The row that is concerned, from 0; -1 if none is.
//
// # Safety
// `error` is NULL or an error that is not freed.
int64_t weimu_error_row(const struct WeimuError *error);

// Frees an error. NULL is allowed.
//
// # Safety
// `error` is NULL or an error that is not freed, and is not used again.
void weimu_error_free(struct WeimuError *error);

// Frees a string that weimu returned. NULL is allowed.
//
// # Safety
// `string` is NULL or a string that this header says is freed here, and is not used again.
void weimu_string_free(char *string);

// Finds personal and organization data in a text of `length` bytes, in the order of the text; findings do not overlap.
// `findings` is set to an array of `count`, freed with weimu_findings_free; to NULL if there is none.
//
// # Safety
// `text` is NULL or points to `length` bytes; `findings`, `count` and `error` are NULL or can be written.
enum WeimuStatus weimu_find(const char *text,
                            size_t length,
                            struct WeimuFinding **findings,
                            size_t *count,
                            struct WeimuError **error);

// Frees findings, `count` of them as weimu_find said. NULL is allowed.
//
// # Safety
// `findings` is NULL or `count` findings that are not freed, and is not used again.
void weimu_findings_free(struct WeimuFinding *findings, size_t count);

// Says whether a value of `length` bytes is of the kind that is named, such as "id_card", "uscc" or "mobile".
//
// # Safety
// `kind` is NULL or a string; `value` is NULL or points to `length` bytes; `verdict` and `error` are NULL or can be written.
enum WeimuStatus weimu_validate(const char *kind,
                                const char *value,
                                size_t length,
                                struct WeimuVerdict *verdict,
                                struct WeimuError **error);

// Reads a keyring file and opens it with a passphrase of `length` bytes.
//
// # Safety
// `path` is NULL or a string, `passphrase` NULL or `length` bytes; `keyring` and `error` are NULL or can be written.
enum WeimuStatus weimu_keyring_open(const char *path,
                                    const char *passphrase,
                                    size_t length,
                                    struct WeimuKeyring **keyring,
                                    struct WeimuError **error);

// Frees a keyring. NULL is allowed; streams that were made with it stay usable.
//
// # Safety
// `keyring` is NULL or a keyring that is not freed, and is not used again.
void weimu_keyring_free(struct WeimuKeyring *keyring);

// Reads a policy file in YAML or JSON.
//
// # Safety
// `path` is NULL or a string; `policy` and `error` are NULL or can be written.
enum WeimuStatus weimu_policy_open(const char *path, struct WeimuPolicy **policy, struct WeimuError **error);

// Reads a policy of `length` bytes of YAML or JSON.
//
// # Safety
// `content` is NULL or points to `length` bytes; `policy` and `error` are NULL or can be written.
enum WeimuStatus weimu_policy_parse(const char *content,
                                    size_t length,
                                    struct WeimuPolicy **policy,
                                    struct WeimuError **error);

// Frees a policy. NULL is allowed; streams that were made with it stay usable.
//
// # Safety
// `policy` is NULL or a policy that is not freed, and is not used again.
void weimu_policy_free(struct WeimuPolicy *policy);

// Applies a policy to the table in `input`, lazily: rows are read and changed while `output` is read.
//
// `scenario` may be NULL if the policy has one scenario or a default, `keyring` if the scenario uses no keys. What is wrong
// with policy, keyring and schema is returned here; what is wrong with the data comes out of the stream.
//
// # Safety
// `policy` and `keyring` are NULL or live, `scenario` is NULL or a string, `input` is NULL or a stream, and `output` and
// `error` are NULL or can be written. What `output` points to is not read before.
enum WeimuStatus weimu_apply(const struct WeimuPolicy *policy,
                             const char *scenario,
                             const struct WeimuKeyring *keyring,
                             struct ArrowArrayStream *input,
                             struct ArrowArrayStream *output,
                             struct WeimuError **error);

// Opens what weimu_apply sealed under the same policy, lazily. `keyring` is required.
//
// # Safety
// As weimu_apply.
enum WeimuStatus weimu_reveal(const struct WeimuPolicy *policy,
                              const char *scenario,
                              const struct WeimuKeyring *keyring,
                              struct ArrowArrayStream *input,
                              struct ArrowArrayStream *output,
                              struct WeimuError **error);

// Looks through the table in `input` and says what its columns hold, as JSON: {"rows", "columns": [{"name", "type",
// "confidence", "level", "text", "nulls", "findings"}]}. Freed with weimu_string_free.
//
// # Safety
// `input` is NULL or a stream; `json` and `error` are NULL or can be written.
enum WeimuStatus weimu_scan(struct ArrowArrayStream *input,
                            char **json,
                            struct WeimuError **error);

// The version of the library, such as "0.1.0". It is static: do not free it.
const char *weimu_version(void);

// The version of this interface: it grows when a function changes its meaning or its arguments.
uint32_t weimu_abi_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WEIMU_H */
