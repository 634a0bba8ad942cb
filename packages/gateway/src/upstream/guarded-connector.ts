import { isIP, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { dialGuard, type EgressPolicy, type EndpointTls } from '@jackfield/gateway-config';
import { buildConnector } from 'undici';

/** Gives the socket back before it is connected; `null` where nothing is dialled, which `callback` has been told. */
export type Connector = (
  options: buildConnector.Options,
  callback: (error: Error | null) => void,
) => Socket | null;

/**
 * A connector for one endpoint that dials only what the policy allows, by name or by literal address.
 * TLS sessions are the connector's own.
 */
export function guardedConnector(
  endpoint: string,
  policy: () => EgressPolicy,
  tls: EndpointTls | null = null,
): Connector {
  const guard = dialGuard(endpoint, policy);
  const connector = (secureContext: SecureContext | null): buildConnector.connector =>
    buildConnector({
      // Each attempt has a connect deadline of its own; this one only ends what nobody waits for.
      timeout: 30_000,
      allowH2: false,
      // The type lacks them, but undici hands its options on to net.connect and tls.connect. As little as
      // Node reads at once is kept of an answer that its caller doesn't take.
      ...({ lookup: guard.lookup, highWaterMark: 16_384 } as object),
      ...(secureContext === null ? {} : { secureContext }),
    });
  let connect = tls === null ? connector(null) : null;
  return (options, callback) => {
    try {
      if (isIP(options.hostname) !== 0) guard.vetLiteral(options.hostname);
      // Here, so that certificates which a newer OpenSSL no longer takes fail a turn, and no more.
      connect ??= connector(secureContextOf(tls));
      // Holds: undici's connectors give the socket back at once, which their type leaves out.
      return connect(options, (...[error]) => callback(error)) as unknown as Socket;
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  };
}

/** Made once for a pool: reading certificates anew for each socket takes a millisecond. */
function secureContextOf(tls: EndpointTls | null): SecureContext | null {
  if (tls === null) return null;
  const { caCertificates, client } = tls;
  return createSecureContext({
    ...(caCertificates === null ? {} : { ca: caCertificates }),
    ...(client === null ? {} : { cert: client.certificate, key: client.key.reveal() }),
  });
}
