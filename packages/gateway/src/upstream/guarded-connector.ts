import { isIP, type Socket } from 'node:net';
import { dialGuard, type EgressPolicy } from '@jackfield/gateway-config';
import { buildConnector } from 'undici';

/**
 * A connector for one endpoint that dials only what the policy allows, by name or by literal address.
 * `onConnecting` is told each socket before it is connected.
 */
export function guardedConnector(
  endpoint: string,
  policy: () => EgressPolicy,
  onConnecting: (socket: Socket) => void = () => undefined,
): buildConnector.connector {
  const guard = dialGuard(endpoint, policy);
  const connect = buildConnector({
    // Each attempt has a connect deadline of its own; this one only ends what nobody waits for.
    timeout: 30_000,
    allowH2: false,
    // The type lacks them, but undici hands its options on to net.connect and tls.connect. As little as
    // Node reads at once is kept of an answer that its caller doesn't take.
    ...({ lookup: guard.lookup, highWaterMark: 16_384 } as object),
  });
  return (options, callback) => {
    const hostname = options.hostname.replace(/^\[|\]$/g, '');
    try {
      if (isIP(hostname) !== 0) guard.vetLiteral(hostname);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)), null);
      return;
    }
    // Holds: undici's connectors give the socket back at once, which their type leaves out.
    onConnecting(connect(options, callback) as unknown as Socket);
  };
}
