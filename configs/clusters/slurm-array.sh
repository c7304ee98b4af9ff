#!/bin/bash
# An experiment as a SLURM job array: every task runs its own part. Needs no Dask and no network between nodes.
#
#   sbatch --array=1-20 configs/clusters/slurm-array.sh configs/structures.toml /scratch/me/structures 20
#
# Give the same command again for what was left undone, for all tasks or for some (--array=3,7, but still 20 parts);
# tasks that are done already end at once. Then join the parts:
#
#   pcnsim merge /scratch/me/structures-shard-* --out /scratch/me/structures
#
# or let that wait for the array:
#
#   sbatch --dependency=afterany:JOBID --wrap "pcnsim merge /scratch/me/structures-shard-* --out /scratch/me/structures"
#
#SBATCH --job-name=pcnsim
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=04:00:00
set -eu

config=$1 # the experiment's file
out=$2    # where the results go: each part gets -shard-I-of-N behind it

parts=$3  # how many parts there are
part=$SLURM_ARRAY_TASK_ID

# module load python/3.12         # change: whatever makes `pcnsim` known on a node
# source /path/to/.venv/bin/activate

exec pcnsim experiment "$config" --shard "$part/$parts" --workers "${SLURM_CPUS_PER_TASK:-1}" \
  --out "$out-shard-$part-of-$parts" --quiet
