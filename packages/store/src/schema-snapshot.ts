import { connected } from './connected.ts';

const ours = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;
const noLedger = `c.relname NOT LIKE '\\_prisma\\_migrations%'`;

// One query a kind; each returns lines already in a stable order. Role names are replaced
// afterwards.
const snapshotParts: [string, string][] = [
  [
    'types',
    `SELECT format('type %s.%s enum (%s)', n.nspname, t.typname,
                   string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS line
       FROM pg_type t
       JOIN pg_namespace n ON n.oid = t.typnamespace
       JOIN pg_enum e ON e.enumtypid = t.oid
      WHERE ${ours} GROUP BY n.nspname, t.typname ORDER BY 1`,
  ],
  [
    'tables',
    `SELECT format('%s %s.%s%s%s',
                   CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                     WHEN 'S' THEN 'sequence' ELSE 'table' END,
                   n.nspname, c.relname, CASE WHEN c.relrowsecurity THEN ' row security' END,
                   CASE WHEN c.relforcerowsecurity THEN ' forced' END) AS line
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      ORDER BY n.nspname, c.relname`,
  ],
  [
    'columns',
    `SELECT format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                   CASE WHEN a.attnotnull THEN ' not null' END,
                   CASE WHEN d.adbin IS NOT NULL
                     THEN CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END
                       || pg_get_expr(d.adbin, d.adrelid) END,
                   CASE a.attidentity WHEN 'a' THEN ' identity always'
                     WHEN 'd' THEN ' identity' END) AS line
       FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm')
        AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY n.nspname, c.relname, a.attname`,
  ],
  [
    'constraints',
    `SELECT format('%s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
       FROM pg_constraint k
       JOIN pg_class c ON c.oid = k.conrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND k.contype <> 'n' ORDER BY n.nspname, c.relname, k.conname`,
  ],
  [
    'indexes',
    `SELECT pg_get_indexdef(i.indexrelid) AS line
       FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} ORDER BY 1`,
  ],
  [
    'policies',
    `SELECT format('%s.%s %s %s to %s using (%s) check (%s)', tablename, policyname,
                   lower(permissive), cmd, array_to_string(roles, ', '), qual, with_check) AS line
       FROM pg_policies n_p JOIN pg_namespace n ON n.nspname = n_p.schemaname
      WHERE ${ours} ORDER BY schemaname, tablename, policyname`,
  ],
  [
    'grants',
    `SELECT format('%s %s to %s', c.relname,
                   string_agg(lower(g.privilege_type), ', ' ORDER BY g.privilege_type),
                   CASE g.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(g.grantee) END) AS line
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g
      WHERE ${ours} AND ${noLedger} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
        AND g.grantee <> c.relowner
      GROUP BY c.relname, g.grantee
      UNION ALL
     SELECT format('%s.%s %s to %s', c.relname, a.attname,
                   string_agg(lower(g.privilege_type), ', ' ORDER BY g.privilege_type),
                   pg_get_userbyid(g.grantee))
       FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) g
      WHERE ${ours} AND ${noLedger} GROUP BY c.relname, a.attname, g.grantee
      UNION ALL
     SELECT format('%s(%s) execute to %s', p.proname, pg_get_function_identity_arguments(p.oid),
                   CASE g.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(g.grantee) END)
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
            aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
      WHERE ${ours} AND g.grantee <> p.proowner
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      ORDER BY 1`,
  ],
  [
    'triggers',
    `SELECT pg_get_triggerdef(t.oid) AS line
       FROM pg_trigger t
       JOIN pg_class c ON c.oid = t.tgrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ours} AND ${noLedger} AND NOT t.tgisinternal ORDER BY 1`,
  ],
  [
    'functions',
    `SELECT pg_get_functiondef(p.oid) AS line
       FROM pg_proc p
       JOIN pg_namespace n ON n.oid = p.pronamespace
       JOIN pg_language l ON l.oid = p.prolang
      WHERE ${ours} AND l.lanname IN ('sql', 'plpgsql')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      ORDER BY p.proname, pg_get_function_identity_arguments(p.oid)`,
  ],
];

/**
 * The database's structure as text that two equal databases share to the letter, for a committed
 * test/schema.sql. The roles `x_owner` and `x` of the given address appear as `<owner>` and
 * `<runtime>`, whatever x is.
 */
export const schemaSnapshot = (url: string): Promise<string> =>
  connected(url, async (client) => {
    const who = await client.query<{ name: string }>('SELECT current_user AS name');
    const runtime = (who.rows[0]?.name ?? '').replace(/_owner$/, '');
    const role = new RegExp(`(?<=\\bto (?:[\\w<>]+, )*)"?(${runtime})(_owner)?"?(?![\\w])`, 'gi');
    const parts: string[] = [];
    for (const [title, sql] of snapshotParts) {
      const { rows } = await client.query<{ line: string }>(sql);
      const lines = rows.map(({ line }) => line.trimEnd());
      const named = ['grants', 'policies'].includes(title)
        ? lines.map((line) =>
            line.replace(role, (_, __, owner?: string) => (owner ? '<owner>' : '<runtime>')),
          )
        : lines;
      if (named.length > 0) parts.push(`-- ${title}\n${named.join('\n')}\n`);
    }
    return parts.join('\n');
  });
