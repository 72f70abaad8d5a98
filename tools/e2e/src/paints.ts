import type { CDPSession, Page } from 'playwright-core';

type Paints = { first: number; largest: number; shift: number };
declare global {
  interface Window {
    paints: Paints;
  }
}

/** What the browser itself says of its painting. */
export async function watchPaints(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const paints = { first: 0, largest: 0, shift: 0 };
    window.paints = paints;
    const watch = (type: string, seen: (entry: never) => void): void =>
      new PerformanceObserver((list) =>
        list.getEntries().forEach((one) => seen(one as never)),
      ).observe({ type, buffered: true });
    watch('paint', (entry: PerformanceEntry) => {
      if (entry.name === 'first-contentful-paint') paints.first = entry.startTime;
    });
    watch('largest-contentful-paint', (entry: PerformanceEntry) => {
      paints.largest = entry.startTime;
    });
    watch('layout-shift', (entry: { value: number; hadRecentInput: boolean }) => {
      if (!entry.hadRecentInput) paints.shift += entry.value;
    });
  });
}

/** What a page takes from the wire, compressed as it comes, with nothing kept from before. */
export async function watchWire(cdp: CDPSession) {
  const kinds = new Map<string, string>();
  const bytes = new Map<string, number>();
  cdp.on('Network.responseReceived', ({ requestId, type }) => void kinds.set(requestId, type));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? '';
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  return { bytes: (kind: string) => bytes.get(kind) ?? 0, requests: () => kinds.size };
}
