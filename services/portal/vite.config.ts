import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';

// While developing, everything that is not the portal itself is asked of a running platform.
const gateway = { target: 'http://localhost:8080', changeOrigin: false };

/**
 * The page asks for the application at once, and paints what it holds itself without waiting for
 * it.
 */
const askedEarly: Plugin = {
  name: 'asked-early',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) => {
      const tags: HtmlTagDescriptor[] = [];
      const ask = (attrs: Record<string, string>): void =>
        void tags.push({ tag: 'link', attrs: { crossorigin: '', ...attrs }, injectTo: 'head' });
      const first = ['/src/main.tsx', '/src/i18n/nl/first.ts'];
      const chunks = new Set<string>();
      const add = (name: string): void => {
        const chunk = bundle[name];
        if (chunk?.type !== 'chunk' || chunks.has(name)) return;
        chunks.add(name);
        chunk.imports.forEach(add);
        for (const css of chunk.viteMetadata?.importedCss ?? [])
          ask({ rel: 'preload', as: 'style', href: `/${css}` });
      };
      for (const [name, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && first.some((one) => chunk.facadeModuleId?.endsWith(one)))
          add(name);
      for (const name of chunks)
        if (!name.includes('early-')) ask({ rel: 'modulepreload', href: `/${name}` });
      return tags;
    },
  },
};

type Info = { importers: readonly string[] } | null;
type Context = { getModuleInfo(id: string): Info };

const own = (id: string): boolean => id.includes('/src/') && !id.includes('/node_modules/');

/** Is the module part of what this file needs to run at all? */
function needs(file: string): (id: string, context: Context) => boolean {
  const known = new Map<string, boolean>();
  const asked = (id: string, context: Context): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    // one that is in a circle is not asked again
    known.set(id, id.endsWith(file));
    const does =
      id.endsWith(file) ||
      (context.getModuleInfo(id)?.importers ?? []).some((one) => asked(one, context));
    known.set(id, does);
    return does;
  };
  return asked;
}

// Few files, each with what is used together and all that it needs: a phone waits for every one.
const atFirst = needs('/src/main.tsx');
// what nearly every page shows
const PIECES = [
  /\/src\/api\/(call|labels|query|refusal)\.tsx?$/,
  /\/src\/ui\/(codes|later|link|notice|page|refusal|url|when)\.tsx?$/,
];
const groups = [
  // what asks for the rest waits for nothing of it
  { name: 'early', test: /preload-helper|rolldown\/runtime/ },
  {
    name: (id: string, context: Context) =>
      own(id) && (PIECES.some((piece) => piece.test(id)) || atFirst(id, context)) ? 'base' : null,
  },
  { name: 'commands', test: /\/src\/(ui\/form\/use-command|api\/changes)/ },
  { name: 'kept', test: /\/src\/(device\/(vault|queue)|api\/outbox)/ },
  { name: 'hooks', test: /@mantine\/hooks/ },
  {
    name: 'inputs',
    test: /@mantine\/core\/esm\/components\/((|Inline|Text)Input|NativeSelect|Radio)/,
  },
  { name: 'forms', test: /\/src\/(ui\/form\/(?!use-command)|device\/drafts)/ },
  { name: 'lists', test: /\/src\/ui\/list\// },
].map((group, index) => ({ ...group, priority: 10 - index }));

export default defineConfig({
  plugins: [
    react(),
    askedEarly,
    compression({ algorithms: ['brotliCompress', 'gzip'], threshold: 1_000 }),
  ],
  build: {
    target: 'es2022',
    sourcemap: false,
    // one base that everything needs is what is wanted
    chunkSizeWarningLimit: 600,
    rolldownOptions: { output: { codeSplitting: { groups } } },
    // who does not know the hint fetches the pieces a moment later
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': gateway, '/auth': gateway } },
});
