import { config } from '@katrol/config/jest';

// the whole platform starts in each
export default config({ testTimeout: 180_000 });
