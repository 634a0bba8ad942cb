/** A browser, as far as redirects, cookies and the provider's own forms go. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Every address that was visited, in order. */
  readonly visited: string[] = [];

  cookie(origin: string, name: string): string | undefined {
    return this.#cookies.get(origin)?.get(name);
  }

  /** Follows redirects until `stop` says so of an address that isn't asked for any more, or there are none. */
  async go(
    start: string,
    stop: (url: URL) => boolean,
    form?: Record<string, string>,
  ): Promise<{ url: URL; response: Response | null }> {
    let url = new URL(start);
    let body: URLSearchParams | null = form === undefined ? null : new URLSearchParams(form);
    for (let hops = 0; hops < 20; hops += 1) {
      this.visited.push(url.href);
      const jar = this.#cookies.get(url.origin) ?? new Map<string, string>();
      this.#cookies.set(url.origin, jar);
      const response = await fetch(url, {
        method: body === null ? 'GET' : 'POST',
        body,
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const set of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = set.split('; ');
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        const isOver = attributes.some((each) => /^(?:max-age=0|expires=.* 1970)/i.test(each));
        if (isOver) jar.delete(name);
        else jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, url);
      body = null;
      if (stop(url)) return { url, response: null };
    }
    throw new Error('It goes round in a circle.');
  }

  /** Signs in at the provider as an account, and agrees. */
  async signInAt(interaction: URL, account: string, stop: (url: URL) => boolean) {
    const consent = await this.go(interaction.href, stop, {
      prompt: 'login',
      login: account,
      password: 'anything',
    });
    if (consent.response === null) return consent;
    return this.go(consent.url.href, stop, { prompt: 'consent' });
  }
}
