#pragma once

// What code that took a worker over would try. For tests alone.

#include <stdint.h>

#ifdef __linux__

// What an attacker may know: the process IDs are those outside of every namespace.
struct quada_scene {
    int supervisor;
    int sibling;
    // A shared memory segment of the supervisor.
    int segment;
    // A descriptor that was handed in: a file that may be written, or a terminal, or a socket.
    int handed;
    uint16_t allowed_port;
    uint16_t other_port;
    // Where a server of the machine listens.
    const char *path;
    const char *abstract;
    // A set-user-ID program of root that prints its effective user.
    const char *set_uid;
};

int quada_attack_count(void);
const char *quada_attack_name(int index);
// 0 where it succeeded, an errno where it was stopped, -1 for a name that is none.
int quada_attack(const char *name, const struct quada_scene *scene);
// Takes a terminal as a careless supervisor would have left it.
void quada_take_terminal(int terminal);
// The other end, or -1; the slave in *slave.
int quada_open_terminal(int *slave);
// Listens on the loopback interface at a free port; the descriptor.
int quada_listen_loopback(int stream, uint16_t *port);
int quada_listen_unix(const char *path, int is_abstract);
// A process by descriptor (pidfd_open).
int quada_hold(int pid);
int quada_make_segment(void);
void quada_remove_segment(int segment);

#endif
