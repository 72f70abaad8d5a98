import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getOption, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { signIn } from '@katrol/demo/sign-in';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { exposure, Exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { services } from '@katrol/registry';
import { reviewed, tableOf } from '@katrol/testkit/matrix';
import type { World } from '../world.ts';

const contract: DescService[] = [
  ...services.map((row) => row.contract),
  ParkedService,
  FileService,
  AuditService,
  OutboxService,
  PeopleService,
  LinkService,
];
const callers = {
  nobody: '',
  coordinator: 'marieke.vanhoutte',
  tutor: 'lotte.demeyere',
  'lecturer-coach': 'els.casteleyn',
  'placement-officer': 'karim.ramdani',
  operator: 'hilde.quintelier',
  'policy-reader': 'roos.maenhaut',
};
// addresses of the door that are no RPC; who reads the source sees that there are no others
const routes = [
  'GET /auth/sign-in',
  'GET /auth/callback',
  'GET /auth/me',
  'POST /auth/sign-out',
  'POST /auth/backchannel-logout',
  'GET /healthz',
  'GET /readyz',
  'GET /link',
  // of npm start alone: there is none where mail leaves the machine
  'GET /postvak',
];
const source = path.resolve(fileURLToPath(import.meta.url), '../../../../../services/gateway/src');

type Asked = { method: string; path: string; cookie: string; body?: string };

/** S1 at the door: every RPC and address of the gateway as everybody. */
export function theRoutes(world: () => World): void {
  const ask = async ({
    method,
    path: at,
    cookie,
    body,
  }: Asked): Promise<{ status: number; reason: string; text: string }> => {
    const response = await fetch(`${world().platform.url}${at}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-katrol': 'portal',
        'content-type': 'application/json',
        ...(cookie ? { cookie } : {}),
      },
      ...(method === 'POST' ? { body: body ?? '{}' } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      reason: /"(?:message|reason)":"([A-Z_]+)"/.exec(text)?.[1] ?? '',
      text,
    };
  };
  const cookies = async (): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    for (const [role, username] of Object.entries(callers)) {
      const subject = people.find((p) => p.username === username)?.subject;
      found.set(role, subject ? await signIn(world().platform.url, subject) : '');
    }
    return found;
  };

  test('S1: what is not opened is not there, and no RPC answers without signing in', async () => {
    const held = await cookies();
    let tried = 0;
    for (const service of contract) {
      for (const method of Object.values(service.method) as DescMethod[]) {
        const at = { method: 'POST', path: `/api/${service.typeName}/${method.name}` };
        const open = getOption(method, exposure);
        if (open === Exposure.UNSPECIFIED) {
          for (const cookie of held.values())
            expect([at.path, (await ask({ ...at, cookie })).status]).toEqual([at.path, 404]);
        } else if (open === Exposure.PORTAL && method.methodKind === 'unary') {
          expect([at.path, await ask({ ...at, cookie: '' })]).toEqual([
            at.path,
            expect.objectContaining({ status: 401, reason: 'SIGN_IN_FIRST' }),
          ]);
        }
        tried += 1;
      }
    }
    process.stdout.write(`S1: ${tried} RPCs at the door\n`);
  });

  test('S1: the gateway’s own are as the access matrix says (KATROL_WRITE_MATRIX=1)', async () => {
    const declared = readdirSync(source).flatMap((file) =>
      file.endsWith('.ts')
        ? [
            ...readFileSync(path.join(source, file), 'utf8').matchAll(
              /app\.(get|post|put|delete|all)\('([^']+)'/g,
            ),
          ].map((m) => `${m[1]?.toUpperCase()} ${m[2]}`)
        : [],
    );
    expect(declared.sort()).toEqual([...routes].sort());
    const held = await cookies();
    const rows: string[][] = [];
    const row = async (name: string, asked: Omit<Asked, 'cookie'>): Promise<void> => {
      const cells: string[] = [];
      for (const cookie of held.values())
        cells.push(word(await ask({ ...asked, cookie }), asked.method));
      rows.push([name, ...cells]);
    };
    // what ends the sessions that the others ask with has its cells in services/gateway/test
    const methods = (Object.values(PeopleService.method) as DescMethod[]).filter(
      ({ name }) => name !== 'EndMySessions',
    );
    for (const method of methods) {
      await row(method.name, {
        method: 'POST',
        path: `/api/${PeopleService.typeName}/${method.name}`,
      });
    }
    // signing out comes last: it ends the session that the others ask with
    for (const route of [...routes].sort(
      (a, b) => Number(a.includes('sign-out')) - Number(b.includes('sign-out')),
    )) {
      const [method = '', at = ''] = route.split(' ');
      await row(route, { method, path: at });
    }
    const found = tableOf(['route', ...held.keys()], rows);
    expect(found).toBe(reviewed('gateway', found));
    for (const [name, ...cells] of rows.slice(0, methods.length)) {
      const may = name === 'ListCoaches' ? 'placement-officer' : 'operator';
      const others = [...held.keys()].flatMap((role, n) =>
        role === may || role === 'nobody' ? [] : [cells[n]],
      );
      expect([name, others]).toEqual([name, others.map(() => 'no')]);
      expect(others).toHaveLength(held.size - 2);
    }
  });
}

function word(
  { status, reason, text }: { status: number; reason: string; text: string },
  method: string,
): string {
  if (status === 401) return 'sign in';
  if (status === 403) return 'no';
  if (status === 302) return 'is sent on';
  if (status === 400 && reason === 'LOGOUT_TOKEN_INVALID') return 'refused: not the provider';
  if (status === 200 && method === 'GET')
    return text.includes('"subject"') ? 'sees own name and roles' : 'answers';
  if (status < 500) return 'does';
  return `${status}`;
}
