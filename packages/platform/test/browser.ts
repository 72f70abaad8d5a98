/**
 * A browser as small as a sign-in needs: keeps cookies, follows redirects on loopback until one
 * leaves the provider.
 */
export const newBrowser = () => {
  const jar = new Map<string, string>();
  const visit = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const gone = attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute));
      if (gone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  /**
   * Follows redirects and returns the last page, or the address outside `inside` that it was sent
   * to.
   */
  const follow = async (
    url: string,
    inside: string,
    init: RequestInit = {},
  ): Promise<{ url: string; response: Response }> => {
    let current = url;
    let response = await visit(url, init);
    while (response.status >= 300 && response.status < 400) {
      current = new URL(response.headers.get('location') ?? '', current).href;
      if (!current.startsWith(inside)) break;
      response = await visit(current);
    }
    return { url: current, response };
  };
  return { visit, follow };
};
