/** One server-sent event with JSON data on one line (WHATWG HTML § 9.2.6). */
export function sseEvent(data: object, name?: string): string {
  const event = name === undefined ? '' : `event: ${name}\n`;
  return `${event}data: ${JSON.stringify(data)}\n\n`;
}
