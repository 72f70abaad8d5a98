import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

// The page that a link opens: small, for a phone of five years old. It shares no code with the
// portal's own pages and lies beside them.
export default defineConfig({
  plugins: [compression({ algorithms: ['brotliCompress', 'gzip'], threshold: 1_000 })],
  build: {
    target: 'es2020',
    sourcemap: false,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: 'link.html',
      output: { entryFileNames: 'assets/link-[hash].js', chunkFileNames: 'assets/link-[hash].js' },
    },
    modulePreload: { polyfill: false },
  },
});
