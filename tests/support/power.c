/* Writes down what a program asks of the disk within a folder; loaded before the C library, whose calls it passes on. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *folder;
static int notes = -1;
static char watched[4096];

__attribute__((constructor)) static void begin(void) {
  folder = getenv("POWER_FOLDER");
  const char *path = getenv("POWER_LOG");
  if (folder && path) notes = REAL(open64)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int within(const char *path) {
  size_t length = folder ? strlen(folder) : 0;
  return notes >= 0 && length && !strncmp(path, folder, length) && !(strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "-shm"));
}

static void note(char what, int32_t fd, int64_t at, const void *data, uint32_t size) {
  char *line = malloc(17 + size);
  line[0] = what;
  memcpy(line + 1, &fd, 4);
  memcpy(line + 5, &at, 8);
  memcpy(line + 13, &size, 4);
  memcpy(line + 17, data, size);
  if (REAL(write)(notes, line, 17 + size) < 0) abort();
  free(line);
}

static int is_watched(int fd) { return fd >= 0 && fd < (int)sizeof watched && watched[fd]; }

static int opened(const char *path, int flags, int mode) {
  struct stat found;
  int is_new = stat(path, &found) != 0;
  int fd = REAL(open64)(path, flags, mode);
  if (fd >= 0 && fd < (int)sizeof watched) {
    watched[fd] = within(path);
    if (watched[fd]) note('O', fd, is_new, path, strlen(path));
    if (watched[fd] && (flags & O_TRUNC)) note('T', fd, 0, "", 0);
  }
  return fd;
}

#define OPEN(name)                                  \
  int name(const char *path, int flags, ...) {      \
    va_list more;                                   \
    va_start(more, flags);                          \
    int mode = flags & O_CREAT ? va_arg(more, int) : 0; \
    va_end(more);                                   \
    return opened(path, flags, mode);               \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = 0;
  return REAL(close)(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
  off_t at = is_watched(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t done = REAL(write)(fd, data, size);
  if (is_watched(fd) && done > 0) note('W', fd, at, data, done);
  return done;
}

#define PWRITE(name)                                                   \
  ssize_t name(int fd, const void *data, size_t size, off_t at) {      \
    ssize_t done = REAL(name)(fd, data, size, at);                     \
    if (is_watched(fd) && done > 0) note('W', fd, at, data, done);     \
    return done;                                                       \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define TRUNCATE(name)                                   \
  int name(int fd, off_t size) {                         \
    int failed = REAL(name)(fd, size);                   \
    if (is_watched(fd) && !failed) note('T', fd, size, "", 0); \
    return failed;                                       \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(name)                                    \
  int name(int fd) {                                  \
    int failed = REAL(name)(fd);                      \
    if (is_watched(fd) && !failed) note('S', fd, 0, "", 0); \
    return failed;                                    \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  int failed = REAL(unlink)(path);
  if (!failed && within(path)) note('U', 0, 0, path, strlen(path));
  return failed;
}

int mkdir(const char *path, mode_t mode) {
  int failed = REAL(mkdir)(path, mode);
  if (!failed && within(path)) note('M', 0, 0, path, strlen(path));
  return failed;
}

int rename(const char *from, const char *to) {
  int failed = REAL(rename)(from, to);
  if (!failed && within(to)) {
    size_t first = strlen(from) + 1, both = first + strlen(to);
    char *names = malloc(both + 1);
    memcpy(names, from, first);
    memcpy(names + first, to, strlen(to));
    note('R', 0, 0, names, both);
    free(names);
  }
  return failed;
}
