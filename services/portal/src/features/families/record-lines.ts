import type { Folder } from '@katrol/registry';
import type { AuditWhat } from '@katrol/proto/katrol/common/v1/codes';
import type { ReadLine } from '@katrol/proto/katrol/common/v1/json';
import { AuditService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';

// the services that hold something of a family; each has its own record
type Holder = Extract<Folder, 'intake' | 'matching'>;

// a list that was looked at and a refusal are on no family's record
type Did = Exclude<AuditWhat, 'refused' | 'list'>;
const didOf = (what: AuditWhat | ''): Did =>
  what === 'refused' || what === 'list' || what === '' ? 'file' : what;
type Who = 'coordinator' | 'tutor' | 'system' | 'nobody' | 'link' | 'other';
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

function whoOf({ kind, role }: ReadLine): Who {
  if (kind === 'system') return 'system';
  if (kind === 'anonymous') return 'nobody';
  if (kind === 'link') return 'link';
  const roles = role.split(',');
  return roles.includes('coordinator')
    ? 'coordinator'
    : roles.includes('tutor')
      ? 'tutor'
      : 'other';
}

const at = (time = ''): number => (time ? Date.parse(time) : 0);

/**
 * The lines of all services as one list, newest first: what is the same for a reader is one line.
 */
function joined(rows: ReadLine[]): RecordLine[] {
  const lines = new Map<string, RecordLine>();
  for (const row of rows) {
    const who = whoOf(row);
    const did = didOf(row.what);
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
  // who opened a file in an emergency saw its name on the way there: one line of the same reason
  // says it
  const opened = new Set(
    all
      .filter((line) => line.did === 'file' && line.emergencyId !== '')
      .map((line) => `${line.day} ${line.emergencyId}`),
  );
  return all
    .filter((line) => line.did !== 'name' || !opened.has(`${line.day} ${line.emergencyId}`))
    .sort((a, b) => b.day.localeCompare(a.day) || b.lastAt - a.lastAt);
}

/**
 * What one service has on record about a family, to the last line. Asked once: asking is on record
 * too.
 */
const useRecordOf = (service: Holder, objectId: string) =>
  useAllRows(
    AuditService.method.listReads,
    { service, objectId },
    { sort: '-first_at', once: true },
  );

/** Everything that is on record about a family, from every service. */
export function useRecord(objectId: string) {
  const parts = [useRecordOf('intake', objectId), useRecordOf('matching', objectId)];
  const [failed] = parts.filter((part) => part.isError);
  return {
    lines: parts.every((part) => part.data)
      ? joined(parts.flatMap((part) => part.data ?? []))
      : undefined,
    error: failed?.error,
    retry: () => parts.forEach((part) => void part.refetch()),
  };
}
