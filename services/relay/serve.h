/* serve.h - the relay's loop. */
#ifndef MZ_RELAY_SERVE_H
#define MZ_RELAY_SERVE_H

#include "relay.h"

/* Serves the shards until the stop signal. Whatever fails is logged, waited for and begun anew. */
void relay_serve(relay *r);

#endif
