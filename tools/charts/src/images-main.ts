// `npm run images [-- name ...]`: an image of each, or of those that are named.
import { buildImage, imageNames, imageValues, writeImageValues } from './images.ts';

const base = process.env['KATROL_NODE_IMAGE'] ?? 'node:24-bookworm-slim';
const repository = process.env['KATROL_IMAGES'] ?? 'katrol';
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !imageNames.includes(name));
if (unknown.length > 0) {
  process.stdout.write(
    `geen beeld / no image: ${unknown.join(', ')}; wel: ${imageNames.join(' ')}\n`,
  );
  process.exit(2);
}
const built = new Map<string, string>();
for (const name of asked.length > 0 ? asked : imageNames) {
  process.stdout.write(`${name} ...\n`);
  const { image, there, seconds, size, above } = buildImage(name, { base, repository });
  built.set(name, image);
  const how = there ? 'er al / there already' : `gemaakt / built (${seconds} s)`;
  process.stdout.write(
    `${image}: ${how}, ${size} MB, ${above.toFixed(1)} MB boven/above ${base}\n`,
  );
}
process.stdout.write(`helm --values ${writeImageValues(imageValues(built))}\n`);
