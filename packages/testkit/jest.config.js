import { config } from '@katrol/config/jest';

// the sample names the kit as every service does
export default config({ moduleNameMapper: { '^@katrol/testkit$': '<rootDir>/src/index.ts' } });
