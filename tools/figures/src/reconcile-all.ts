import { adminUrl } from './config.ts';
import { askingIn, reconcile } from './reconcile.ts';

// every figure against its owner's tables
const { ask, end } = await askingIn(adminUrl());
try {
  const { compared, differences } = await reconcile(ask);
  for (const { what, branch, owned, counted } of differences)
    process.stdout.write(
      `${branch}: ${what}: ${owned.count} (${owned.amount}) owned, ` +
        `${counted.count} (${counted.amount}) counted\n`,
    );
  process.stdout.write(`${compared} figures compared, ${differences.length} differ\n`);
  process.exitCode = differences.length > 0 ? 1 : 0;
} finally {
  await end();
}
