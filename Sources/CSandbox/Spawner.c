#ifdef __linux__
#define _GNU_SOURCE

#include "CSandbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

// The signal of a parent's death is that of the thread which made the child (PR_SET_PDEATHSIG(2const)): threads of a pool
// come and go, and would take workers with them. So one thread makes them all, and stays.
struct quada_spawner {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const struct quada_birth *birth;
    struct quada_child *child;
    int result;
    // A request waits, is done, or there is none.
    enum { IDLE, ASKED, DONE, CLOSING } state;
};

static void *serve(void *argument) {
    struct quada_spawner *spawner = argument;
    pthread_mutex_lock(&spawner->lock);
    while (spawner->state != CLOSING) {
        if (spawner->state == ASKED) {
            // The one who asked waits: nothing else is held up but the next who asks.
            spawner->result = quada_spawn(spawner->birth, spawner->child);
            spawner->state = DONE;
            pthread_cond_broadcast(&spawner->changed);
        } else {
            pthread_cond_wait(&spawner->changed, &spawner->lock);
        }
    }
    pthread_mutex_unlock(&spawner->lock);
    return NULL;
}

struct quada_spawner *quada_spawner_make(void) {
    struct quada_spawner *spawner = calloc(1, sizeof *spawner);
    if (!spawner) return NULL;
    pthread_mutex_init(&spawner->lock, NULL);
    pthread_cond_init(&spawner->changed, NULL);
    if (pthread_create(&spawner->thread, NULL, serve, spawner) == 0) return spawner;
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
    free(spawner);
    return NULL;
}

int quada_spawner_spawn(struct quada_spawner *spawner, const struct quada_birth *birth, struct quada_child *child) {
    pthread_mutex_lock(&spawner->lock);
    while (spawner->state != IDLE) pthread_cond_wait(&spawner->changed, &spawner->lock);
    spawner->birth = birth;
    spawner->child = child;
    spawner->state = ASKED;
    pthread_cond_broadcast(&spawner->changed);
    while (spawner->state != DONE) pthread_cond_wait(&spawner->changed, &spawner->lock);
    int result = spawner->result;
    spawner->state = IDLE;
    pthread_cond_broadcast(&spawner->changed);
    pthread_mutex_unlock(&spawner->lock);
    return result;
}

void quada_spawner_free(struct quada_spawner *spawner) {
    pthread_mutex_lock(&spawner->lock);
    spawner->state = CLOSING;
    pthread_cond_broadcast(&spawner->changed);
    pthread_mutex_unlock(&spawner->lock);
    pthread_join(spawner->thread, NULL);
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
    free(spawner);
}
#endif
