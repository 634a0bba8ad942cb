import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { vetAddress, type EgressPolicy, type EgressRefusal } from './egress-policy.ts';

/** An endpoint lies at an address that may not be dialled. */
export class EgressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  readonly reason: Exclude<EgressRefusal, null>;

  constructor(reason: Exclude<EgressRefusal, null>, endpoint: string) {
    super(sentence(reason, endpoint));
    this.name = 'EgressRefused';
    this.reason = reason;
  }
}

export interface DialGuard {
  /** For `net.connect`: gives only addresses that may be dialled, so that no second resolution follows. */
  readonly lookup: LookupFunction;
  /** A literal address is never looked up. @throws EgressRefused */
  vetLiteral(address: string): void;
}

/**
 * The one judge of what is dialled for `endpoint` (`host:port`, see `endpointName`): every address
 * its name resolves to is vetted, all of them must pass, and exactly those are dialled. Our own port
 * is dialled at no address that this machine has, public ones included.
 */
export function dialGuard(endpoint: string, policy: () => EgressPolicy): DialGuard {
  const port = Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
  const refusalOf = (address: string): EgressRefused | null => {
    const current = policy();
    const reason =
      vetAddress(address, port, endpoint, current) ??
      (current.ownPorts.has(port) && isOfThisMachine(address) ? 'own_address' : null);
    return reason === null ? null : new EgressRefused(reason, endpoint);
  };
  return {
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
        if (error) {
          callback(error, '', 0);
          return;
        }
        const refusal = addresses.map(({ address }) => refusalOf(address)).find(Boolean);
        const [first] = addresses;
        if (refusal || first === undefined) {
          callback(refusal ?? new Error(`${hostname} has no address.`), '', 0);
        } else if (options.all) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      });
    },
    vetLiteral(address) {
      const refusal = refusalOf(address);
      if (refusal !== null) throw refusal;
    },
  };
}

/** Asked only for our own ports, and anew each time: machines gain and lose addresses. */
function isOfThisMachine(address: string): boolean {
  const ours = new BlockList();
  for (const one of Object.values(networkInterfaces()).flatMap((list) => list ?? [])) {
    ours.addAddress(one.address, one.family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  const bare = address.replace(/%.*$/s, '');
  return ours.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
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
