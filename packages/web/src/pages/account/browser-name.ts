/** What people call a browser and its system; enough to know one's own. */
export function browserName(userAgent: string | null): string {
  if (userAgent === null) return 'An unknown program';
  const browser = first(userAgent, [
    ['Edg/', 'Edge'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ]);
  const system = first(userAgent, [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS X', 'macOS'],
    ['Linux', 'Linux'],
  ]);
  if (browser === null) return userAgent.split(' ', 1)[0] ?? userAgent;
  return system === null ? browser : `${browser} on ${system}`;
}

function first(text: string, names: readonly (readonly [string, string])[]): string | null {
  return names.find(([part]) => text.includes(part))?.[1] ?? null;
}
