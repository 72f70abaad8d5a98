import { useQuery } from '@tanstack/react-query';
import { timestampMs, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { ReadLine } from '@katrol/proto/katrol/common/v1/audit_pb';
import { allRows } from '#api/pages.ts';
import { audit } from '#api/transport.ts';

// the services that hold something of a family; each has its own record
const SERVICES = ['intake', 'matching'] as const;

export type Did = 'file' | 'change' | 'name' | 'export' | 'record';
export type Who = 'coordinator' | 'tutor' | 'system' | 'nobody' | 'other';
/** One line of a family's record: a day, a person, what they did, and why. */
export type RecordLine = {
  key: string;
  day: string;
  name: string;
  who: Who;
  did: Did;
  times: number;
  emergencyId: string;
  lastAt: number;
};

const DID: readonly string[] = ['file', 'change', 'name', 'export', 'record'] satisfies Did[];

function whoOf({ kind, role }: ReadLine): Who {
  if (kind === 'system') return 'system';
  if (kind === 'anonymous') return 'nobody';
  const roles = role.split(',');
  return roles.includes('coordinator')
    ? 'coordinator'
    : roles.includes('tutor')
      ? 'tutor'
      : 'other';
}

const at = (time: Timestamp | undefined): number => (time ? timestampMs(time) : 0);

/** The lines of all services as one list, newest first: what is the same for a reader is one line. */
export function joined(rows: ReadLine[]): RecordLine[] {
  const lines = new Map<string, RecordLine>();
  for (const row of rows) {
    const who = whoOf(row);
    const did = (DID.includes(row.what) ? row.what : 'file') as Did;
    const key = [row.day, row.name, who, did, row.reason].join('|');
    const known = lines.get(key);
    if (known) {
      known.times += row.times;
      known.lastAt = Math.max(known.lastAt, at(row.lastAt));
    } else
      lines.set(key, {
        key,
        day: row.day,
        name: row.name,
        who,
        did,
        times: row.times,
        emergencyId: row.reason.replace(/^emergency:/, ''),
        lastAt: at(row.lastAt),
      });
  }
  const all = [...lines.values()];
  // who opened a file in an emergency saw its name on the way there: one line of the same reason says it
  const opened = new Set(
    all
      .filter((line) => line.did === 'file' && line.emergencyId !== '')
      .map((line) => `${line.day} ${line.emergencyId}`),
  );
  return all
    .filter((line) => line.did !== 'name' || !opened.has(`${line.day} ${line.emergencyId}`))
    .sort((a, b) => b.day.localeCompare(a.day) || b.lastAt - a.lastAt);
}

/** Everything that is on record about a family, from every service, to the last line. Asked once: asking is on record too. */
export const useRecord = (objectId: string) =>
  useQuery({
    queryKey: ['record', objectId],
    queryFn: async () => {
      const all = await Promise.all(
        SERVICES.map((service) =>
          allRows((page) =>
            audit.listReads({ service, objectId, options: { ...page, sort: '-first_at' } }),
          ),
        ),
      );
      return joined(all.flat());
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
