import { expect, test } from '@jest/globals';
import { findings } from '../axe.ts';
import { watchPaints } from '../paints.ts';
import { PHONE, settled, takeSeat } from '../seat.ts';
import type { World } from '../world.ts';

// the form itself comes behind its explanation; a branch with words of its own sends what says them
const PAGES = [
  { path: '/', scriptBytes: 150_000 },
  { path: '/aanmelden/geraardsbergen', scriptBytes: 201_000 },
  { path: '/aanmelden/oostende', scriptBytes: 203_000 },
];
const LAYOUT_SHIFT = 0.1;

/** How much of a script travels to a browser that takes brotli: over https each one does. */
async function sizeOf(file: string): Promise<number> {
  const answer = await fetch(file, { headers: { 'accept-encoding': 'br' } });
  await answer.arrayBuffer();
  return Number(answer.headers.get('content-length'));
}

/** A page that somebody meets first, on a telephone with nothing kept from before. */
export function aFirstPage(world: () => World): void {
  test.each(PAGES)('$path comes light and stands still', async ({ path, scriptBytes }) => {
    const { browser, platform } = world();
    const { context } = await takeSeat(browser, { url: platform.url, size: PHONE });
    try {
      const page = await context.newPage();
      await watchPaints(page);
      const scripts = new Set<string>();
      page.on('request', (asked) => asked.resourceType() === 'script' && scripts.add(asked.url()));
      await page.goto(path);
      await settled(page);
      const { shift } = await page.evaluate(() => ({ ...window.paints }));
      const sizes = await Promise.all([...scripts].map((file) => sizeOf(file)));
      expect(sizes.length).toBeGreaterThan(1);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(scriptBytes);
      expect(shift).toBeLessThan(LAYOUT_SHIFT);
    } finally {
      await context.close();
    }
  });

  // each as somebody may write where they live: a part of a town, a postal code, capitals, French
  test.each(['9500', 'st. niklaas 9100', 'Ophasselt', 'GRAMMONT', 'geraards', 'zzyzx'])(
    'where to ask, for somebody who writes "%s"',
    async (written) => {
      const { browser, platform } = world();
      const { page, context } = await takeSeat(browser, { url: platform.url, size: PHONE });
      try {
        await page.getByRole('searchbox').fill(written);
        const here = page.getByTestId('branches').getByText('Geraardsbergen', { exact: true });
        const elsewhere = {
          'st. niklaas 9100': 'In Sint-Niklaas (9100) is er nog geen werking.',
          zzyzx: 'Die plaats kennen we niet.',
        }[written];
        if (elsewhere) await page.getByTestId('no-branch').getByText(elsewhere).waitFor();
        else await here.waitFor();
        expect(await here.count()).toBe(elsewhere ? 0 : 1);
        expect(await findings(page)).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );

  test('something stands before any script; files come compressed, their names stay', async () => {
    const { url } = world().platform;
    const html = await (await fetch(url)).text();
    expect(html).toMatch(/<div id="root">\s*<\S/);
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
      ([, file]) => file ?? '',
    );
    expect(files.length).toBeGreaterThan(1);
    // what is small travels as it is
    const large = files.filter((file) => file.includes('/base-'));
    for (const [encoding, file] of ['br', 'gzip'].flatMap((e) =>
      large.map((f) => [e, f] as const),
    )) {
      const answer = await fetch(`${url}${file}`, { headers: { 'accept-encoding': encoding } });
      await answer.arrayBuffer();
      expect([file, answer.headers.get('content-encoding')]).toEqual([file, encoding]);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
  });
}
