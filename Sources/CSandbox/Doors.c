#ifdef __linux__
#define _GNU_SOURCE

#include "CSandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Landlock, by its own numbers: Debian 12's header ends at ABI 2. The system calls have one number on every machine.
enum { LANDLOCK_CREATE_RULESET = 444, LANDLOCK_ADD_RULE = 445, LANDLOCK_RESTRICT_SELF = 446 };
enum { LANDLOCK_VERSION = 1, LANDLOCK_RULE_PORT = 2 };
enum { LANDLOCK_BIND_TCP = 1, LANDLOCK_CONNECT_TCP = 2, LANDLOCK_ABSTRACT_SOCKETS = 1, LANDLOCK_SIGNALS = 2 };
struct landlock_ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};
struct landlock_port {
    uint64_t access;
    uint64_t port;
};
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif
enum { MDWE_REFUSE_EXEC_GAIN = 1 };

static int call(long result) { return result < 0 ? errno : 0; }

int quada_landlock_abi(void) {
    long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

int quada_thread_count(void) {
    DIR *folder = opendir("/proc/self/task");
    if (!folder) return -errno;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') count++;
    }
    closedir(folder);
    return count;
}

// A hard limit: never raised again without a capability. One that is lower already stays.
static int limit(int resource, uint64_t value) {
    struct rlimit old;
    if (getrlimit(resource, &old) < 0) return errno;
    if (old.rlim_max != RLIM_INFINITY && old.rlim_max < value) value = old.rlim_max;
    struct rlimit new = {value, value};
    return call(setrlimit(resource, &new));
}

static int limit_cpu(uint32_t seconds) {
    // Process 1 of a namespace does not notice SIGXCPU; one second later comes SIGKILL.
    struct rlimit new = {seconds, (rlim_t)seconds + 1};
    return call(setrlimit(RLIMIT_CPU, &new));
}

static int pivot(const char *place) {
    // One inode: the root itself.
    if (mount("none", place, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,nr_inodes=1,mode=0555") < 0) return errno;
    if (chdir(place) < 0) return errno;
    // Old and new root at one place: the old one is on top, and goes (pivot_root(2), "pivot_root(".", ".")").
    if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0) return errno;
    unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
    return call(mount(NULL, "/", NULL, flags, NULL));
}

// Without a mount namespace: a folder that is gone already. Nothing can be made in it.
static int enter_deleted_folder(void) {
    char path[] = "/tmp/quada-root-XXXXXX";
    if (!mkdtemp(path)) return errno;
    int error = call(chdir(path));
    if (rmdir(path) < 0 && !error) error = errno;
    if (error) return error;
    if (chroot(".") < 0) return errno;
    return call(chdir("/"));
}

static int empty_root(int has_mounts) {
    if (!has_mounts) return enter_deleted_folder();
    // /proc is there: this program was executed through it.
    return pivot("/proc");
}

static int has_capability(int number) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0, sizeof data);
    if (syscall(SYS_capget, &header, data) < 0) return 0;
    return (data[number / 32].effective >> (number % 32)) & 1;
}

// What an exec could give back. Without CAP_SETPCAP the bounding set stays, and means nothing: NO_NEW_PRIVS is set, and
// no capability is held.
static int drop_bounds(void) {
    if (!has_capability(CAP_SETPCAP)) return 0;
    for (int number = 0; number < 64; number++) {
        if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0) continue;
        if (errno == EINVAL) break;
        return errno;
    }
    unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED;
    return call(prctl(PR_SET_SECUREBITS, bits, 0, 0, 0));
}

static int drop_capabilities(void) {
    // Not there before Linux 4.3; then there is nothing to clear.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return errno;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (syscall(SYS_capset, &header, none) < 0) return errno;
    for (int number = 0; number < 64; number++) {
        if (has_capability(number)) return EPERM;
    }
    return 0;
}

// Not through the C library: its wrappers would signal every thread it knows of, and in a trial those are the parent's.
static int become(uint32_t uid, uint32_t gid) {
    if (syscall(SYS_setgroups, 0, NULL) < 0) return errno;
    if (syscall(SYS_setresgid, gid, gid, gid) < 0) return errno;
    if (syscall(SYS_setresuid, uid, uid, uid) < 0) return errno;
    uid_t real, effective, saved;
    if (getresuid(&real, &effective, &saved) < 0) return errno;
    if (real != uid || effective != uid || saved != uid) return EPERM;
    // Believed when it was tried.
    if (syscall(SYS_setuid, 0) == 0 || syscall(SYS_setgid, 0) == 0) return EPERM;
    return 0;
}

static uint64_t bit(int measure) { return 1ULL << measure; }

static int landlock(const struct quada_doors *doors, int measure) {
    int abi = quada_landlock_abi();
    if (abi < 1) return EOPNOTSUPP;
    struct landlock_ruleset set = {0, 0, 0};
    size_t size = sizeof set.files;
    if (measure == QUADA_LANDLOCK_FILES) {
        // ABI 1 has 13 rights; 2 adds referring, 3 truncating, 5 ioctl on devices.
        set.files = (1ULL << 13) - 1;
        if (abi >= 2) set.files |= 1ULL << 13;
        if (abi >= 3) set.files |= 1ULL << 14;
        if (abi >= 5) set.files |= 1ULL << 15;
    } else if (measure == QUADA_LANDLOCK_TCP) {
        if (abi < 4) return EOPNOTSUPP;
        set.network = LANDLOCK_BIND_TCP | LANDLOCK_CONNECT_TCP;
        size = offsetof(struct landlock_ruleset, scoped);
    } else {
        if (abi < 6) return EOPNOTSUPP;
        set.scoped = LANDLOCK_ABSTRACT_SOCKETS | LANDLOCK_SIGNALS;
        size = sizeof set;
    }
    int fd = (int)syscall(LANDLOCK_CREATE_RULESET, &set, size, 0);
    if (fd < 0) return errno;
    int error = 0;
    for (int i = 0; measure == QUADA_LANDLOCK_TCP && i < doors->port_count && !error; i++) {
        struct landlock_port port = {LANDLOCK_CONNECT_TCP, doors->ports[i]};
        error = call(syscall(LANDLOCK_ADD_RULE, fd, LANDLOCK_RULE_PORT, &port, 0));
    }
    if (!error) error = call(syscall(LANDLOCK_RESTRICT_SELF, fd, 0));
    close(fd);
    return error;
}

static int close_others(const struct quada_doors *doors) {
    return call(syscall(SYS_close_range, QUADA_FIRST_DESCRIPTOR + doors->kept, ~0U, 0));
}

static int own_session(void) {
    if (getsid(0) == getpid()) return 0;
    return call(setsid());
}

// The namespaces were made with the process; only what can be seen from within is asked again.
static int namespace(int measure) {
    if (measure == QUADA_PROCESS_NAMESPACE && getpid() != 1) return ESRCH;
    return 0;
}

static enum quada_role role(const struct quada_doors *doors) {
    if (doors->is_broker) return QUADA_BROKER;
    return doors->wanted & bit(QUADA_HANDED_SOCKETS) ? QUADA_HANDED_WORKER : QUADA_WORKER;
}

static int apply(const struct quada_doors *doors, int measure) {
    switch (measure) {
    case QUADA_DESCRIPTORS: return close_others(doors);
    case QUADA_SESSION: return own_session();
    case QUADA_PARENT_DEATH: return call(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    case QUADA_LIMIT_PROCESSES: return limit(RLIMIT_NPROC, doors->threads);
    case QUADA_LIMIT_DESCRIPTORS: return limit(RLIMIT_NOFILE, doors->descriptors);
    case QUADA_LIMIT_FILE_SIZE: return limit(RLIMIT_FSIZE, 0);
    case QUADA_LIMIT_CORE: return limit(RLIMIT_CORE, 0);
    case QUADA_LIMIT_MEMORY: return limit(RLIMIT_AS, doors->memory_octets);
    case QUADA_LIMIT_CPU: return limit_cpu(doors->cpu_seconds);
    case QUADA_LIMIT_LOCKED_MEMORY: return limit(RLIMIT_MEMLOCK, 0);
    case QUADA_LIMIT_QUEUES: return limit(RLIMIT_MSGQUEUE, 0);
    case QUADA_EMPTY_ROOT: return empty_root((doors->wanted & bit(QUADA_MOUNT_NAMESPACE)) != 0);
    case QUADA_OWN_USER: return become(doors->uid, doors->gid);
    case QUADA_CAPABILITIES: return drop_capabilities();
    case QUADA_NOT_DUMPABLE: return call(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    case QUADA_NO_NEW_PRIVILEGES: return call(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    case QUADA_NO_EXECUTABLE_MEMORY: return call(prctl(PR_SET_MDWE, MDWE_REFUSE_EXEC_GAIN, 0, 0, 0));
    case QUADA_LANDLOCK_FILES:
    case QUADA_LANDLOCK_TCP:
    case QUADA_LANDLOCK_SCOPES: return landlock(doors, measure);
    case QUADA_SYSTEM_CALLS: return quada_install_filter(role(doors), doors->last_word);
    // A form of the filter.
    case QUADA_HANDED_SOCKETS: return doors->wanted & bit(QUADA_SYSTEM_CALLS) ? 0 : EOPNOTSUPP;
    default: return namespace(measure);
    }
}

// The order matters. The root while there is a capability to change it; the user before the number of its processes is
// limited; what a change of user takes back (dumpable, the signal of the parent's death) after it; the filter, which
// forbids all the rest, last.
static const int order[] = {
    QUADA_DESCRIPTORS, QUADA_SESSION, QUADA_USER_NAMESPACE, QUADA_MOUNT_NAMESPACE, QUADA_PROCESS_NAMESPACE,
    QUADA_IPC_NAMESPACE, QUADA_HOST_NAMESPACE, QUADA_CGROUP_NAMESPACE, QUADA_NETWORK_NAMESPACE,
    QUADA_LIMIT_CORE, QUADA_LIMIT_FILE_SIZE, QUADA_LIMIT_LOCKED_MEMORY, QUADA_LIMIT_QUEUES, QUADA_LIMIT_MEMORY,
    QUADA_LIMIT_DESCRIPTORS, QUADA_LIMIT_CPU, QUADA_EMPTY_ROOT, QUADA_OWN_USER, QUADA_CAPABILITIES,
    QUADA_LIMIT_PROCESSES, QUADA_NOT_DUMPABLE, QUADA_PARENT_DEATH, QUADA_NO_NEW_PRIVILEGES,
    QUADA_NO_EXECUTABLE_MEMORY, QUADA_LANDLOCK_FILES, QUADA_LANDLOCK_TCP, QUADA_LANDLOCK_SCOPES,
    QUADA_HANDED_SOCKETS, QUADA_SYSTEM_CALLS,
};
_Static_assert(sizeof order / sizeof *order == QUADA_MEASURES, "a measure has no place");

void quada_close_doors(const struct quada_doors *doors, int goes_on, struct quada_outcome *outcome) {
    for (int i = 0; i < QUADA_MEASURES; i++) outcome->error[i] = -1;
    for (int i = 0; i < QUADA_MEASURES; i++) {
        int measure = order[i];
        if (!(doors->wanted & bit(measure))) continue;
        int error = 0;
        // The bounding set needs a capability that the change of user takes away.
        if (measure == QUADA_OWN_USER && doors->wanted & bit(QUADA_CAPABILITIES)) error = drop_bounds();
        if (measure == QUADA_CAPABILITIES && !(doors->wanted & bit(QUADA_OWN_USER))) error = drop_bounds();
        outcome->error[measure] = error ? error : apply(doors, measure);
        if (outcome->error[measure] && !goes_on) return;
    }
}
#endif
