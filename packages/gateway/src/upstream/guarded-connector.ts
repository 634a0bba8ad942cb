import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { vetAddress, type EgressPolicy, type EgressRefusal } from '@jackfield/gateway-config';
import { buildConnector } from 'undici';

/** A connection named an address that it may not reach. */
export class EgressRefused extends Error {
  readonly reason: Exclude<EgressRefusal, null>;

  constructor(reason: Exclude<EgressRefusal, null>, endpoint: string) {
    super(sentence(reason, endpoint));
    this.name = 'EgressRefused';
    this.reason = reason;
  }
}

/**
 * A connector for one endpoint that dials only what the policy allows: every address a name
 * resolves to is vetted and exactly those are dialled, without a second resolution; a literal
 * address, for which no name is looked up, is vetted too.
 */
export function guardedConnector(
  endpoint: string,
  policy: () => EgressPolicy,
): buildConnector.connector {
  const refusalOf = (address: string, port: number): EgressRefused | null => {
    const reason = vetAddress(address, port, endpoint, policy());
    return reason === null ? null : new EgressRefused(reason, endpoint);
  };
  const port = Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
  const vettedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const refusal = addresses.map(({ address }) => refusalOf(address, port)).find(Boolean);
      const [first] = addresses;
      if (refusal || first === undefined) {
        callback(refusal ?? new Error(`${hostname} has no address.`), '', 0);
      } else if (options.all) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
  const connect = buildConnector({
    // Each attempt has a connect deadline of its own; this one only ends what nobody waits for.
    timeout: 30_000,
    allowH2: false,
    // The type lacks it, but undici hands its options on to net.connect and tls.connect.
    ...({ lookup: vettedLookup } as object),
  });
  return (options, callback) => {
    const hostname = options.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(hostname) === 0 ? null : refusalOf(hostname, port);
    if (refusal) callback(refusal, null);
    else connect(options, callback);
  };
}

function sentence(reason: Exclude<EgressRefusal, null>, endpoint: string): string {
  switch (reason) {
    case 'private_address':
      return `${endpoint} is a private address. An admin can allow it on the Connections page or in JACKFIELD_ALLOW_ENDPOINTS.`;
    case 'metadata_address':
      return `${endpoint} is a cloud metadata service, which no connection may reach.`;
    case 'own_address':
      return `${endpoint} is Jackfield itself, so a turn would go round in a circle.`;
  }
}
