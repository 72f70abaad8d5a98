import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { databaseOf, deployed } from '@katrol/registry';
import { declaredKafka, declaredServices, root } from '../src/declared.ts';
import { generated } from '../src/generated.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the charts and the code', () => {
  test('what was written is what the code says now', async () => {
    for (const [file, content] of await generated()) {
      expect({ file, same: read(file) === content }).toEqual({ file, same: true });
    }
  });

  test('each service has its alias, and each alias its service', () => {
    const { dependencies } = parse(read('charts/platform/Chart.yaml')) as {
      dependencies: { alias: string }[];
    };
    const aliases = dependencies.map(({ alias }) => alias).sort();
    expect(aliases).toEqual(deployed.map(({ folder }): string => folder).sort());
    const values = parse(read('charts/platform/values.yaml')) as Record<
      string,
      { declared?: { folder: string; database: string } }
    >;
    const blocks = Object.keys(values).filter((key) => values[key]?.declared);
    expect(blocks.sort()).toEqual(aliases);
    for (const row of deployed)
      expect(values[row.folder]?.declared?.database).toBe(databaseOf(row));
  });

  test('who hears is heard by: each edge stands at both of its ends', async () => {
    const all = await declaredServices();
    const heard = all.flatMap(({ folder, hears }) => hears.map((source) => `${source} ${folder}`));
    const told = all.flatMap(({ folder, heardBy }) =>
      heardBy.map((hearer) => `${folder} ${hearer}`),
    );
    expect(heard.sort()).toEqual(told.sort());
    expect(heard.length).toBeGreaterThan(8);
  });

  test('topics and groups in use are the ones that are made and granted', async () => {
    const { topics, users } = await declaredKafka();
    for (const { tells, hears } of users) {
      expect(topics).toContain(tells);
      for (const { topic, group } of hears) {
        expect(topics).toContain(topic);
        expect(group).toContain(topic.replace('katrol.', ''));
      }
    }
    expect(JSON.stringify(users)).not.toContain('*');
  });

  test('the image starts a service with the flags of the platform', () => {
    const flags = JSON.parse(read('packages/platform/node-flags.json')) as string[];
    const entry = /^ENTRYPOINT (.*)$/m.exec(read('deploy/Dockerfile'))?.[1] ?? '';
    expect(JSON.parse(entry)).toEqual(['node', ...flags]);
  });
});
