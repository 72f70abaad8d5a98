import { config } from '@katrol/config/jest';

// a journey on a busy machine is still a journey
export default config({ testTimeout: 180_000 });
