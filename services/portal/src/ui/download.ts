import type { Rpc } from '#api/call.ts';

/** Collects a streamed export and hands it to the browser as a file. Throws Refused. */
export async function download(name: string, rpc: Rpc, request: object): Promise<void> {
  const { pieces } = await import('#api/exports.ts');
  const parts: string[] = [];
  for await (const text of pieces(rpc, request)) parts.push(text);
  handOver(name, new Blob(parts, { type: 'text/csv;charset=utf-8' }));
}

/** Hands a file to the browser. */
export function handOver(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
