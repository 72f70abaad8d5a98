/** Collects a streamed export and hands it to the browser as a file. */
export async function download(
  name: string,
  chunks: AsyncIterable<{ text: string }>,
): Promise<void> {
  const parts: string[] = [];
  for await (const chunk of chunks) parts.push(chunk.text);
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
