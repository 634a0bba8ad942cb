import { BlockList, isIPv4, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Host names that requests may name; `null` lets any through. */
export type AllowedHosts = ReadonlySet<string> | null;

/**
 * Whether a `Host` header names this server. It is what keeps a web page from reaching us by a name of
 * its own that it has pointed at our address (DNS rebinding): the browser says that name here. This
 * machine's own names are always ours, as no other page can have them.
 */
export function isAllowedHost(header: string | undefined, allowed: AllowedHosts): boolean {
  if (allowed === null) return true;
  const name = hostName(header ?? '');
  return name !== null && (isLoopbackName(name) || allowed.has(name));
}

/** `isAllowedHost`, not judged anew while requests name the host that the last allowed one named. */
export function hostJudge(allowed: AllowedHosts): (header: string | undefined) => boolean {
  let last: string | null = null;
  return (header) => {
    if (header !== undefined && header === last) return true;
    const isAllowed = isAllowedHost(header, allowed);
    if (isAllowed) last = header ?? null;
    return isAllowed;
  };
}

/** The name of `name:port`, as names are compared; `null` where it is none. */
export function hostName(text: string): string | null {
  const [, bracketed, bare] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(text) ?? [];
  return (bracketed ?? bare)?.toLowerCase().replace(/\.$/, '') ?? null;
}

/** Whether only this machine can mean itself by it. */
export function isLoopbackName(name: string): boolean {
  if (isIPv4(name)) return loopback.check(name, 'ipv4');
  if (isIPv6(name)) return loopback.check(name, 'ipv6');
  return name === 'localhost' || name.endsWith('.localhost');
}
