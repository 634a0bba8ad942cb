/** What is sent with a body is posted; what has none asks. */
export function methodOf(body: string | Buffer | null): 'GET' | 'POST' {
  return body === null ? 'GET' : 'POST';
}
