/** What is plainly wrong with an endpoint's URL, in the server's words; it judges the rest. */
export function urlFault(text: string): string | null {
  const url = URL.parse(text.trim());
  if (url === null) {
    return 'This is not a URL. Give it whole, for example https://models.example.com/v1.';
  }
  if (url.protocol === 'https:' || url.protocol === 'http:') return null;
  return 'The URL must begin with https:// or http://.';
}
