/* Writes down what programs ask of the disk within a folder; loaded before the C library, whose calls it passes on.
   Programs that share a log take turns, so that its order is the order in which the disk was asked. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char *folder;
static int notes = -1;
static char watched[4096];

__attribute__((constructor)) static void begin(void) {
  const char *given = getenv("POWER_FOLDER"), *path = getenv("POWER_LOG");
  if (!given || !path) return;
  folder = strdup(given); /* a server may write its title over its environment */
  notes = REAL(open64)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void lock(short how) {
  struct flock whole = {.l_type = how, .l_whence = SEEK_SET};
  int before = errno;
  while (notes >= 0 && fcntl(notes, F_SETLKW, &whole) < 0 && errno == EINTR) continue;
  errno = before;
}

static void begin_turn(void) { lock(F_WRLCK); }
static void end_turn(void) { lock(F_UNLCK); }

static const char *absolute(const char *path, char *place) {
  char here[PATH_MAX];
  if (*path == '/' || !getcwd(here, sizeof here)) return path;
  snprintf(place, 2 * PATH_MAX, "%s/%s", here, path);
  return place;
}

static int within(const char *path) {
  size_t length = folder ? strlen(folder) : 0;
  return notes >= 0 && length && !strncmp(path, folder, length) && !(strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "-shm"));
}

static void note(char what, int32_t fd, int64_t at, const void *data, uint32_t size) {
  int32_t process = getpid();
  char *line = malloc(21 + size);
  line[0] = what;
  memcpy(line + 1, &process, 4);
  memcpy(line + 5, &fd, 4);
  memcpy(line + 9, &at, 8);
  memcpy(line + 17, &size, 4);
  memcpy(line + 21, data, size);
  if (REAL(write)(notes, line, 21 + size) != 21 + (ssize_t)size) abort();
  free(line);
}

static void note_path(char what, const char *path) {
  char place[2 * PATH_MAX];
  path = absolute(path, place);
  if (within(path)) note(what, 0, 0, path, strlen(path));
}

static void note_paths(char what, const char *from, const char *to) {
  char places[2][2 * PATH_MAX];
  from = absolute(from, places[0]);
  to = absolute(to, places[1]);
  if (!within(to)) return;
  size_t first = strlen(from) + 1, both = first + strlen(to);
  char *names = malloc(both + 1);
  memcpy(names, from, first);
  memcpy(names + first, to, strlen(to));
  note(what, 0, 0, names, both);
  free(names);
}

static int is_watched(int fd) { return fd >= 0 && fd < (int)sizeof watched && watched[fd]; }

static void note_open(int fd, const char *path, int is_new, int is_emptied) {
  char place[2 * PATH_MAX];
  path = absolute(path, place);
  if (fd < 0 || fd >= (int)sizeof watched) return;
  watched[fd] = within(path);
  if (watched[fd]) note('O', fd, is_new, path, strlen(path));
  if (watched[fd] && is_emptied) note('T', fd, 0, "", 0);
}

static int opened(const char *path, int flags, int mode) {
  struct stat found;
  begin_turn();
  int is_new = stat(path, &found) != 0;
  int fd = REAL(open64)(path, flags, mode);
  note_open(fd, path, is_new, flags & O_TRUNC);
  end_turn();
  return fd;
}

#define OPEN(name)                                      \
  int name(const char *path, int flags, ...) {          \
    va_list more;                                       \
    va_start(more, flags);                              \
    int mode = flags & O_CREAT ? va_arg(more, int) : 0; \
    va_end(more);                                       \
    return opened(path, flags, mode);                   \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = 0;
  return REAL(close)(fd);
}

/* The C library writes a stream without the calls above: all of it is noted when it is closed. */
#define FOPEN(name)                                                         \
  FILE *name(const char *path, const char *mode) {                          \
    struct stat found;                                                      \
    begin_turn();                                                           \
    int is_new = stat(path, &found) != 0;                                   \
    FILE *stream = REAL(name)(path, mode);                                  \
    if (stream && *mode == 'w') note_open(fileno(stream), path, is_new, 1); \
    end_turn();                                                             \
    return stream;                                                          \
  }
FOPEN(fopen)
FOPEN(fopen64)

int fclose(FILE *stream) {
  int fd = fileno(stream);
  if (!is_watched(fd)) return REAL(fclose)(stream);
  char path[64], part[65536];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  begin_turn();
  int failed = fflush(stream), again = REAL(open64)(path, O_RDONLY);
  if (again < 0) abort();
  off_t at = 0;
  for (ssize_t size; (size = read(again, part, sizeof part)) > 0; at += size) note('W', fd, at, part, size);
  REAL(close)(again);
  watched[fd] = 0;
  failed |= REAL(fclose)(stream);
  end_turn();
  return failed;
}

ssize_t write(int fd, const void *data, size_t size) {
  if (!is_watched(fd)) return REAL(write)(fd, data, size);
  begin_turn();
  off_t at = lseek(fd, 0, SEEK_CUR);
  ssize_t done = REAL(write)(fd, data, size);
  if (done > 0) note('W', fd, at, data, done);
  end_turn();
  return done;
}

#define PWRITE(name)                                              \
  ssize_t name(int fd, const void *data, size_t size, off_t at) { \
    if (!is_watched(fd)) return REAL(name)(fd, data, size, at);   \
    begin_turn();                                                 \
    ssize_t done = REAL(name)(fd, data, size, at);                \
    if (done > 0) note('W', fd, at, data, done);                  \
    end_turn();                                                   \
    return done;                                                  \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

static void note_parts(int fd, int64_t at, const struct iovec *parts, size_t size) {
  char *data = malloc(size);
  for (size_t done = 0; done < size; parts++) {
    size_t part = parts->iov_len < size - done ? parts->iov_len : size - done;
    memcpy(data + done, parts->iov_base, part);
    done += part;
  }
  note('W', fd, at, data, size);
  free(data);
}

#define PWRITEV(name)                                                    \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t at) { \
    if (!is_watched(fd)) return REAL(name)(fd, parts, count, at);        \
    begin_turn();                                                        \
    ssize_t done = REAL(name)(fd, parts, count, at);                     \
    if (done > 0) note_parts(fd, at, parts, done);                       \
    end_turn();                                                          \
    return done;                                                         \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

#define FTRUNCATE(name)                               \
  int name(int fd, off_t size) {                      \
    if (!is_watched(fd)) return REAL(name)(fd, size); \
    begin_turn();                                     \
    int failed = REAL(name)(fd, size);                \
    if (!failed) note('T', fd, size, "", 0);          \
    end_turn();                                       \
    return failed;                                    \
  }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define FALLOCATE(name)                                                         \
  int name(int fd, off_t at, off_t size) {                                      \
    if (!is_watched(fd)) return REAL(name)(fd, at, size);                       \
    begin_turn();                                                               \
    struct stat before;                                                         \
    if (fstat(fd, &before) < 0) abort();                                        \
    int failed = REAL(name)(fd, at, size);                                      \
    if (!failed && at + size > before.st_size) note('T', fd, at + size, "", 0); \
    end_turn();                                                                 \
    return failed;                                                              \
  }
FALLOCATE(posix_fallocate)
FALLOCATE(posix_fallocate64)

#define SYNC(name)                              \
  int name(int fd) {                            \
    if (!is_watched(fd)) return REAL(name)(fd); \
    begin_turn();                               \
    int failed = REAL(name)(fd);                \
    if (!failed) note('S', fd, 0, "", 0);       \
    end_turn();                                 \
    return failed;                              \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name)                                \
  int name(const char *path, off_t size) {            \
    int fd = open(path, O_WRONLY);                    \
    if (fd < 0) return fd;                            \
    int failed = ftruncate(fd, size), before = errno; \
    close(fd);                                        \
    errno = before;                                   \
    return failed;                                    \
  }
TRUNCATE(truncate)
TRUNCATE(truncate64)

#define REMOVE(name)                   \
  int name(const char *path) {         \
    begin_turn();                      \
    int failed = REAL(name)(path);     \
    if (!failed) note_path('U', path); \
    end_turn();                        \
    return failed;                     \
  }
REMOVE(unlink)
REMOVE(rmdir)

int mkdir(const char *path, mode_t mode) {
  begin_turn();
  int failed = REAL(mkdir)(path, mode);
  if (!failed) note_path('M', path);
  end_turn();
  return failed;
}

#define NAME(name, what)                       \
  int name(const char *from, const char *to) { \
    begin_turn();                              \
    int failed = REAL(name)(from, to);         \
    if (!failed) note_paths(what, from, to);   \
    end_turn();                                \
    return failed;                             \
  }
NAME(rename, 'R')
NAME(link, 'L')
