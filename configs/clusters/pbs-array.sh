#!/bin/bash
# An experiment as a PBS job array: every task runs its own part. Needs no Dask and no network between nodes.
#
#   qsub -J 1-20 -v CONFIG=configs/structures.toml,OUT=/scratch/me/structures,PARTS=20 configs/clusters/pbs-array.sh
#
# PARTS is how many parts there are. Give the same command again for what was left undone, for all tasks or for some
# (-J 3-7, but still PARTS=20); tasks that are done already end at once. Then join the parts:
#
#   pcnsim merge /scratch/me/structures-shard-* --out /scratch/me/structures
#
# or let that wait for the array:
#
#   echo "pcnsim merge /scratch/me/structures-shard-* --out /scratch/me/structures" | qsub -W depend=afterany:JOBID
#
#PBS -N pcnsim
#PBS -l select=1:ncpus=4:mem=8gb
#PBS -l walltime=04:00:00
set -eu

cd "${PBS_O_WORKDIR:-.}"

# module load python/3.12         # change: whatever makes `pcnsim` known on a node
# source /path/to/.venv/bin/activate

exec pcnsim experiment "$CONFIG" --shard "$PBS_ARRAY_INDEX/$PARTS" --workers "${NCPUS:-1}" \
  --out "$OUT-shard-$PBS_ARRAY_INDEX-of-$PARTS" --quiet
