/** A name as it is compared: neither case nor the way a letter is composed sets two apart. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
