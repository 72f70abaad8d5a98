import { fileURLToPath } from 'node:url';

/** The one Jest configuration: TypeScript through swc as ESM, real servers, no mocks. */
export const config = (extra = {}) => ({
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      fileURLToPath(import.meta.resolve('@swc/jest')),
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/', '/proto/gen/'],
  testMatch: ['**/*.test.ts'],
  testTimeout: 60_000,
  globalTeardown: fileURLToPath(new URL('left-open.js', import.meta.url)),
  ...extra,
});
