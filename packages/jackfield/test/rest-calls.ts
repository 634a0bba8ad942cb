import { adminToken } from './start-program.ts';

/**
 * Sends `METHOD /path` to the program's REST API with the admin's token; the answer's type is the caller's
 * to know. `look` is shown each answer's text, that of a refusal too, which then throws.
 */
export function restCalls(
  url: () => string,
  look: (text: string) => void = () => {},
): <Answer>(request: string, body?: unknown) => Promise<Answer> {
  return async <Answer>(request: string, body?: unknown) => {
    const [method = 'GET', path = ''] = request.split(' ');
    const response = await fetch(`${url()}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    look(text);
    if (!response.ok) throw new Error(`${request}: ${response.status} ${text}`);
    // Holds where a test asks for the type that the REST contract gives this path.
    return (text === '' ? null : JSON.parse(text)) as Answer;
  };
}
