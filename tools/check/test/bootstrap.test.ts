import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../src/files.ts';

test.each(['say "hi"', 'a $HOME', 'back`tick', 'one:two'])(
  'a checkout in a folder called %s is refused at once, with what to do',
  (name) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'katrol-place-'));
    try {
      const checkout = path.join(dir, name);
      mkdirSync(path.join(checkout, 'tools'), { recursive: true });
      for (const file of ['package.json', 'tools/bootstrap.mjs', 'tools/toolchain'])
        cpSync(path.join(root, file), path.join(checkout, file), { recursive: true });
      const bootstrap = path.join(checkout, 'tools/bootstrap.mjs');
      const { status, stdout } = spawnSync(process.execPath, [bootstrap, 'turbo', 'typecheck'], {
        encoding: 'utf8',
        timeout: 20_000,
      });
      expect([status, stdout]).toEqual([1, expect.stringContaining('put the checkout where')]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  },
);
