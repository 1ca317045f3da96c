/* Plays file systems that lack what is named in ELSEWHERE: modes, folders that can be synced, shared memory, locks. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int lacks(const char *what) {
    const char *named = getenv("ELSEWHERE");
    return named && strstr(named, what);
}

static int refused(int with) {
    errno = with;
    return -1;
}

int chmod(const char *path, mode_t mode) {
    REAL(chmod);
    return lacks("modes") ? refused(EPERM) : real(path, mode);
}

int fchmod(int fd, mode_t mode) {
    REAL(fchmod);
    return lacks("modes") ? refused(EPERM) : real(fd, mode);
}

int fchmodat(int at, const char *path, mode_t mode, int flags) {
    REAL(fchmodat);
    return lacks("modes") ? refused(ENOTSUP) : real(at, path, mode, flags);
}

int fsync(int fd) {
    REAL(fsync);
    struct stat found;
    if (fstat(fd, &found) == 0 && S_ISDIR(found.st_mode)) {
        if (lacks("sync")) return refused(EINVAL);
        if (lacks("disk")) return refused(EIO);
    }
    return real(fd);
}

static int is_shared(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return strstr(path, "-shm") != 0;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t from) {
    REAL(mmap);
    if (fd >= 0 && (flags & MAP_SHARED) && lacks("memory") && is_shared(fd)) {
        errno = ENODEV;
        return MAP_FAILED;
    }
    return real(at, size, protection, flags, fd, from);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t from) {
    return mmap(at, size, protection, flags, fd, from);
}

static int locked(int (*real)(int, int, ...), int fd, int command, void *argument) {
    if (command == F_SETLK || command == F_SETLKW) {
        if (lacks("ENOLCK")) return refused(ENOLCK);
        if (lacks("locks")) return refused(EOPNOTSUPP);
    }
    return real(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
    REAL(fcntl);
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return locked(real, fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
    REAL(fcntl64);
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return locked(real, fd, command, argument);
}
