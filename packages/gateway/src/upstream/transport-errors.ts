/** The server sent what is no HTTP/1.1 answer to its request, so what else comes is nobody's. */
export class BrokenFraming extends Error {
  readonly code = 'ERR_BROKEN_FRAMING';
}

/** The server closed the socket, by FIN, before the answer was whole. */
export class ServerClosed extends Error {
  readonly code = 'ERR_SERVER_CLOSED';

  constructor() {
    super('other side closed');
  }
}

export class HeadTooLarge extends Error {
  readonly code = 'ERR_HEAD_TOO_LARGE';

  constructor() {
    super('The head of its answer is larger than 64 kB.');
  }
}

/** An exchange under way, or begun, when the gateway closes. */
export class GatewayStopping extends Error {
  readonly code = 'ERR_GATEWAY_STOPPING';

  constructor() {
    super('This gateway is stopping.');
  }
}
