import type { Socket } from 'node:net';

/** Sockets whose request was refused for what it is: what else they send is answered no more. */
export const refusedSockets = new WeakSet<Socket>();
