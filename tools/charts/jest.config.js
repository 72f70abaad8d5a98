import { config } from '@katrol/config/jest';

export default config();
