import type { Page } from 'playwright-core';

interface Listed {
  readonly id: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

/** Calls the REST API as whoever is signed in on the page. @throws Error with the words of a refusal. */
export function callRest<Answer = Listed>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return page.evaluate(
    async ({ how, where, what }) => {
      const answer = await fetch(`/api/v1${where}`, {
        method: how,
        headers: { 'content-type': 'application/json' },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${await answer.text()}`);
      // The program answers its own documented shape.
      return (answer.status === 204 ? null : await answer.json()) as Answer;
    },
    { how: method, where: path, what: body },
  );
}
