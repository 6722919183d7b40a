import { configs, worldOf } from '/work/main/model/configs/index.ts';
import { Kit } from '/work/main/src/check/explore/kit.ts';
import { privateDictionary } from '/work/main/src/check/explore/dictionary.ts';
import { exploreSpace } from '/work/main/src/check/explore/explore.ts';
import { mutants } from '/work/main/model/mutants/index.ts';
for (const id of ['A01', 'A28', 'C07', 'C09', 'B04']) for (const oracles of ['all', 'core'] as const) {
 const protocol = mutants.find((m) => m.id === id)!.protocol;
 for (const config of configs) {
  if (['elections-5','three-terms'].includes(config.name) && oracles==='core') continue;
  const start = performance.now();
  const world = worldOf(config, new Kit(privateDictionary), { protocol, oracles });
  try {
  const r = exploreSpace(world, { isOver: () => performance.now() - start > 6000 });
  const b = r.properties.filter(p=>p.ok===false);
  if (b.length) console.log(id, oracles, config.name, r.distinct, r.depth, ((performance.now() - start)/1000).toFixed(2), b.map(p=>`${p.name}@${p.path!.length-1}`).join(' '));
  } catch (e) { console.log(id, oracles, config.name, String(e)); }
 }
}
