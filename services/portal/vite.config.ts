import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// While developing, everything that is not the portal itself is asked of a running platform.
const gateway = { target: 'http://localhost:8080', changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': gateway, '/auth': gateway } },
});
