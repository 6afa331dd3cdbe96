#pragma once

// What Swift can not say: system calls that the C library hides or wraps in threads, structures of the kernel, the
// program of a seccomp filter, and what a child does between clone and exec. Everything that decides is in Swift.

#include <stdint.h>
#include <sys/types.h>

// In the order of QuadaSandbox's Measure; a test holds the two together.
enum quada_measure {
    QUADA_DESCRIPTORS,
    QUADA_SESSION,
    QUADA_PARENT_DEATH,
    QUADA_LIMIT_PROCESSES,
    QUADA_LIMIT_DESCRIPTORS,
    QUADA_LIMIT_FILE_SIZE,
    QUADA_LIMIT_CORE,
    QUADA_LIMIT_MEMORY,
    QUADA_LIMIT_CPU,
    QUADA_LIMIT_LOCKED_MEMORY,
    QUADA_LIMIT_QUEUES,
    QUADA_USER_NAMESPACE,
    QUADA_MOUNT_NAMESPACE,
    QUADA_PROCESS_NAMESPACE,
    QUADA_IPC_NAMESPACE,
    QUADA_HOST_NAMESPACE,
    QUADA_CGROUP_NAMESPACE,
    QUADA_NETWORK_NAMESPACE,
    QUADA_EMPTY_ROOT,
    QUADA_OWN_USER,
    QUADA_CAPABILITIES,
    QUADA_NOT_DUMPABLE,
    QUADA_NO_NEW_PRIVILEGES,
    QUADA_NO_EXECUTABLE_MEMORY,
    QUADA_LANDLOCK_FILES,
    QUADA_LANDLOCK_TCP,
    QUADA_LANDLOCK_SCOPES,
    QUADA_SYSTEM_CALLS,
    QUADA_HANDED_SOCKETS,
    QUADA_MEASURES
};

#ifdef __linux__

// Which descriptors a worker has: the caller's from here on, in their order.
enum { QUADA_FIRST_DESCRIPTOR = 3 };

// What a process gives up. A measure whose bit is not in wanted is left alone.
struct quada_doors {
    uint64_t wanted;
    // The user and group of QUADA_OWN_USER.
    uint32_t uid;
    uint32_t gid;
    uint64_t memory_octets;
    uint32_t cpu_seconds;
    uint32_t descriptors;
    uint32_t threads;
    // The ports that QUADA_LANDLOCK_TCP lets a connection go to.
    uint16_t ports[8];
    int port_count;
    // How many descriptors from QUADA_FIRST_DESCRIPTOR on stay open.
    int kept;
    // Where a refused system call is told, by quada_last_word; -1 for nowhere.
    int last_word;
    // The process opens sockets for workers, and does nothing else.
    int is_broker;
};

// For each measure -1 where it was not tried, 0 where it is in force, else an errno.
struct quada_outcome {
    int error[QUADA_MEASURES];
};

// Closes the doors of this process, which has one thread, and can not be undone. Stops at the first measure that can not
// be had, unless goes_on is set: then it tries them all (for a trial).
void quada_close_doors(const struct quada_doors *doors, int goes_on, struct quada_outcome *outcome);

// The threads of this process, by /proc; -errno.
int quada_thread_count(void);
// Landlock's ABI; 0 where the kernel has none or it is off.
int quada_landlock_abi(void);
// Whose system calls a filter allows.
enum quada_role {
    // A worker with sockets of its own.
    QUADA_WORKER = 1,
    // A worker without: no socket, no connection and no address of its own.
    QUADA_HANDED_WORKER = 2,
    QUADA_BROKER = 4,
};
// Installs the filter; an errno.
int quada_install_filter(enum quada_role role, int last_word);
// "openat", or NULL for a number that has no name here.
const char *quada_syscall_name(int number);

// What a refused system call leaves behind, in one message.
struct quada_last_word {
    int32_t number;
    uint32_t architecture;
};

struct quada_birth {
    // The program; NULL for the running one.
    const char *path;
    char *const *arguments;
    // Placed from QUADA_FIRST_DESCRIPTOR on.
    const int *descriptors;
    int descriptor_count;
    // Becomes descriptor 2; -1 for /dev/null.
    int standard_error;
    // Of the measures of enum quada_measure those that a parent takes: namespaces, the session, other descriptors.
    uint64_t wanted;
    // The one user and group, beside this process's, that a user namespace of root knows; 0 for none.
    uint32_t uid;
    uint32_t gid;
};

struct quada_child {
    pid_t pid;
    int pidfd;
};

// Starts a program in a process that inherits nothing but what birth says. 0, or -errno of the step that failed, exec's
// among them; no process is left then. The child gets SIGKILL when the calling thread ends.
int quada_spawn(const struct quada_birth *birth, struct quada_child *child);

// A short-lived child with these namespaces closes these doors and tells how it went, every measure tried. 0, or -errno
// where not even the child could be had.
int quada_trial(const struct quada_birth *birth, const struct quada_doors *doors, struct quada_outcome *outcome);

// How a child ended: status is an exit status, or the signal where was_killed. 1 when it ended and was reaped, 0 while it
// runs (only without waits), -errno.
int quada_reap(int pidfd, int waits, int *status, int *was_killed);
int quada_kill(int pidfd);

// A pair of connected descriptors, close-on-exec, that keeps messages apart. 0 or -errno.
int quada_message_pair(int pair[2]);
// 1 where a last word was there, 0 where none was.
int quada_take_last_word(int fd, struct quada_last_word *word);

// Sends one message with at most one descriptor (-1 for none), or takes one: the octets, or -errno; a message cut short,
// or with more descriptors, is -EPROTO. No descriptor is left open by a message that is refused.
int quada_send_message(int fd, const void *octets, int length, int descriptor);
int quada_receive_message(int fd, void *octets, int capacity, int *descriptor);

// A thread that lives as long as this does, to spawn from: see quada_spawn. NULL without a thread.
struct quada_spawner;
struct quada_spawner *quada_spawner_make(void);
int quada_spawner_spawn(struct quada_spawner *spawner, const struct quada_birth *birth, struct quada_child *child);
// Ends the thread, and with it every child that was started from it.
void quada_spawner_free(struct quada_spawner *spawner);

#endif
