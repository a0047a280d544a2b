import { HttpError } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';
import { expect, it } from 'vitest';
import { patientExplore } from './patient-explore.ts';

/** A registry whose first answer comes when it is told to. */
function slowRegistry() {
  const { promise, resolve } = Promise.withResolvers<{ name: string }>();
  const explore = { package: () => promise, version: () => promise } as unknown as Explore; // these two alone are asked
  return { explore, answer: () => resolve({ name: 'tidewire' }) };
}

it('says that the registry has not answered yet, and gives the answer at a later look', async () => {
  const { explore, answer } = slowRegistry();
  const patient = patientExplore(explore, 5);
  await expect(patient.package('tidewire')).rejects.toMatchObject({ status: 504 });
  await expect(patient.version('tidewire', undefined)).rejects.toThrow('has not answered yet');
  answer();
  await expect(patient.package('tidewire')).resolves.toEqual({ name: 'tidewire' });
});

it('tells what went wrong as it is', async () => {
  const missing = new HttpError(404, 'There is no package "x" in the registry.');
  const explore = { package: () => Promise.reject(missing) } as unknown as Explore; // this alone is asked
  await expect(patientExplore(explore).package('x')).rejects.toBe(missing);
});
