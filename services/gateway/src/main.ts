import { run } from '@katrol/runtime';
import { gatewayConfig } from './config.ts';
import { startGateway } from './service.ts';

await run(startGateway, gatewayConfig(process.env));
