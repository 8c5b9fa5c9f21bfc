#!/usr/bin/env bash
# Correctness and speed of the Torch engine on a CUDA device: compares losses with the vector kernels, then prints
# network-epochs/s and evaluations/s for B = 64 ... 65536, and sweeps of several sizes beside the Simd engine, from which the
# threshold of Auto is to be set: the tables for results/torch.md. Ends with another code than 0, and says what is missing,
# where there is no such device, no libtorch for it, or where the losses differ.
#
#   tests/Benchmarks/gpu.sh [device]        device: cuda (default), cuda:N, or cpu to try the script without a GPU
#
# It publishes self-contained, so that the folder can be copied to a machine without the .NET SDK. To set, where needed:
#   PUBLISHED                 a folder with an earlier publish: nothing is built
#   UNIVERSALAPPROX_LIBTORCH  a folder with libtorch 2.10.0 for CUDA 12.8 (for example of an unpacked libtorch archive or of
#                             Python's torch 2.10.0): the publish then needs no CUDA package and carries no libtorch
#   LARGEST                   the largest batch (default 65536)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
device="${1:-cuda}"

if [[ -z "${PUBLISHED:-}" ]]; then
    PUBLISHED="$here/../../artifacts/gpu"
    cuda=false
    # Without a libtorch of one's own the CUDA package brings it.
    [[ "$device" != cpu && -z "${UNIVERSALAPPROX_LIBTORCH:-}" ]] && cuda=true
    dotnet publish "$here/Torch/TorchBenchmarks.fsproj" -c Release -r linux-x64 --self-contained \
        -p:Cuda="$cuda" -o "$PUBLISHED" >&2 || {
        if [[ "$cuda" == true ]]; then
            echo "The publish with TorchSharp-cuda-linux failed; the reason stands above. With a libtorch for CUDA of your own it is not needed: set UNIVERSALAPPROX_LIBTORCH to its folder." >&2
        fi
        exit 1
    }
fi

exec "$PUBLISHED/torch-benchmarks" device "$device" "${LARGEST:-65536}"
